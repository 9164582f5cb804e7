/** SMTP smuggling (VU#302671): one message or a refusal, never two. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectClient, type Office, openOffice } from '../../support/smtp-office.ts';
import type { TestListener } from '../../support/test-listener.ts';

/** What some server has taken for the end of the data. */
const FALSE_ENDS = [
  '\n.\n',
  '\n.\r\n',
  '\r\n.\n',
  '\r.\r',
  '\r.\r\n',
  '\r\n.\r',
  '\r\n\0.\r\n',
  '\n..\r\n',
  '\n.\r',
  '\r.\n',
  '\r\n.\0\r\n',
  '\r\r\n.\r\r\n',
  '\n\n.\n\n',
  '\r\n\r.\r\n',
] as const;
const SMUGGLED =
  'MAIL FROM:<evil@example.org>\r\nRCPT TO:<alice@example.test>\r\nDATA\r\nSubject: smuggled\r\n\r\nx\r\n';

let office: Office;
const listeners: TestListener[] = [];

beforeAll(async () => {
  office = await openOffice();
  listeners.push(await office.listen('mx'), await office.listen('lmtp'));
});
afterAll(async () => {
  for (const listener of listeners) await listener[Symbol.asyncDispose]();
  await office[Symbol.asyncDispose]();
});

describe.each([
  ['SMTP', 0, 'EHLO client.example.org'],
  ['LMTP', 1, 'LHLO client.example.org'],
] as const)('%s', (_name, index, hello) => {
  test.each(FALSE_ENDS)('%j', async (end) => {
    for (const cut of ['whole', 'before', 'within', 'octets'] as const) {
      using client = await connectClient(listeners[index], hello);
      await client.ask('MAIL FROM:<a@example.org>');
      await client.ask('RCPT TO:<bob@example.test>');
      await client.ask('DATA');
      for (const packet of split(cut, `Subject: outer\r\n\r\nbody`, end, `${SMUGGLED}.\r\nNOOP\r\n`)) {
        client.send(packet);
        await nextTurn();
      }
      expect(await client.reply()).toMatch(/^550 5\.6\.0 /);
      // What stood behind the true end is the next command: nothing in between was one.
      expect(await client.reply()).toBe('250 2.0.0 Ok');
    }
    expect(await office.messages('alice')).toEqual([]);
    expect(await office.messages('bob')).toEqual([]);
  });

  test.each(FALSE_ENDS)('%j by BDAT', async (end) => {
    using client = await connectClient(listeners[index], hello);
    await client.ask('MAIL FROM:<a@example.org>');
    await client.ask('RCPT TO:<bob@example.test>');
    const body = `Subject: outer\r\n\r\nbody${end}${SMUGGLED}`;
    const half = body.indexOf(end) + 1;
    client.send(`BDAT ${half}\r\n${body.slice(0, half)}BDAT ${body.length - half} LAST\r\n${body.slice(half)}NOOP\r\n`);
    expect(await client.reply()).toBe(`250 2.0.0 ${half} octets received`);
    expect(await client.reply()).toMatch(/^550 5\.6\.0 /);
    expect(await client.reply()).toBe('250 2.0.0 Ok');
    expect(await office.messages('bob')).toEqual([]);
  });
});

test('CRLF . CRLF by BDAT is content', async () => {
  using client = await connectClient(listeners[0]);
  await client.ask('MAIL FROM:<a@example.org>');
  await client.ask('RCPT TO:<bob@example.test>');
  const body = `Subject: outer\r\n\r\nbody\r\n.\r\n${SMUGGLED}`;
  client.send(`BDAT ${body.length} LAST\r\n${body}`);
  expect(await client.reply()).toMatch(/^250 /);
  expect(await office.messages('alice')).toEqual([]);
  expect((await office.messages('bob'))[0]?.endsWith(body)).toBe(true);
});

function split(cut: 'whole' | 'before' | 'within' | 'octets', before: string, end: string, behind: string): string[] {
  switch (cut) {
    case 'whole':
      return [before + end + behind];
    case 'before':
      return [before, end, behind];
    case 'within':
      return [before + end.slice(0, 1), end.slice(1) + behind];
    case 'octets':
      return [before, ...end, behind.slice(0, 5), behind.slice(5)];
  }
}
