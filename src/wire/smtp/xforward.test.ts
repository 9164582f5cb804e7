import { describe, expect, test } from 'vitest';
import { xforwardAttributes, xforwardCommands } from './xforward.ts';

const ehlo = (...lines: string[]) => ({ code: 250, status: null, lines: ['filter.example', ...lines] });

describe('xforwardAttributes', () => {
  test.each([
    ['not offered', ehlo('SIZE'), []],
    ['offered', ehlo('SIZE', 'XFORWARD NAME ADDR', 'DSN'), ['NAME', 'ADDR']],
    ['in lower case', ehlo('xforward name'), ['NAME']],
    ['without attributes', ehlo('XFORWARD'), []],
    ['another word', ehlo('XFORWARDED NAME')],
    ['the name of the server', { code: 250, status: null, lines: ['XFORWARD NAME'] }],
  ])('%s', (_, reply, expected = []) => expect([...xforwardAttributes(reply)]).toEqual(expected));
});

describe('xforwardCommands', () => {
  const offered = new Set(['NAME', 'ADDR', 'HELO', 'IDENT']);

  test('leaves out what is not taken, says what is not known', () => {
    const values = { NAME: null, ADDR: '192.0.2.1', PORT: '25', HELO: '', IDENT: 'Q1' };
    expect(xforwardCommands(offered, values)).toEqual([
      'XFORWARD NAME=[UNAVAILABLE] ADDR=192.0.2.1 HELO=[UNAVAILABLE] IDENT=Q1\r\n',
    ]);
  });

  test('nothing for a server that takes nothing', () => {
    expect(xforwardCommands(new Set(), { NAME: 'a' })).toEqual([]);
  });

  test('a name is one value, whatever it holds', () => {
    const [command] = xforwardCommands(offered, { HELO: 'a b=c+\r\nRCPT TO:<x@y>\u2028é\0' });
    expect(command).toBe('XFORWARD HELO=a+20b+3Dc+2B??RCPT+20TO:<x@y>???\r\n');
  });

  test('several lines for long values, none for those that are too long', () => {
    const long = 'x'.repeat(255);
    const commands = xforwardCommands(offered, { NAME: long, ADDR: `${long}y`, HELO: long, IDENT: long });
    expect(commands).toHaveLength(3);
    expect(commands[0]).toBe(`XFORWARD NAME=${long} ADDR=[UNAVAILABLE]\r\n`);
    for (const command of commands) expect(command.length).toBeLessThanOrEqual(512);
  });
});
