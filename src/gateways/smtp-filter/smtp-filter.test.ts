import { describe, expect, test } from 'vitest';
import { filterRequest } from '../../../test/support/filter-request.ts';
import { startStandInFilter } from '../../../test/support/stand-in-filter.ts';
import { isFailure } from '../../base/failure.ts';
import type { FilterRequest } from '../../domain/ports/content-filter.ts';
import { createSmtpFilter } from './smtp-filter.ts';

const MESSAGE = 'Subject: x\r\n\r\n.dot\r\nlast';

/** Replies by the first word of the command; `.` is the end of the message. */
interface Script {
  readonly greeting?: string;
  readonly extensions?: readonly string[];
  readonly replies?: Readonly<Record<string, string>>;
}

async function startSmtp({ greeting = '220 filter', extensions = [], replies = {} }: Script) {
  const commands: string[] = [];
  let message = '';
  const filter = await startStandInFilter((socket) => {
    let heard = '';
    let isData = false;
    socket.write(`${greeting}\r\n`);
    socket.on('data', (chunk) => {
      heard += chunk.toString();
      for (let end = heard.indexOf('\r\n'); end >= 0; end = heard.indexOf('\r\n')) {
        const line = heard.slice(0, end);
        heard = heard.slice(end + 2);
        if (isData && line !== '.') {
          message += `${line}\r\n`;
          continue;
        }
        isData = false;
        if (line !== '.') commands.push(line);
        const word = line.split(' ')[0] ?? '';
        const usual = word === 'DATA' ? '354 go' : '250 ok';
        const reply =
          word === 'EHLO'
            ? ['filter', ...extensions].map((one, n) => `250${n === extensions.length ? ' ' : '-'}${one}`).join('\r\n')
            : (replies[line] ?? replies[word] ?? usual);
        isData = reply.startsWith('354');
        socket.write(`${reply}\r\n`);
      }
    });
  }, 'tcp');
  const examine = async (request: Partial<FilterRequest> = {}, text = MESSAGE) => {
    const smtp = createSmtpFilter({ name: 'f', address: filter.address, timeoutMs: 2000 });
    return await smtp.examine(filterRequest(text, request), new AbortController().signal);
  };
  return { commands, examine, message: () => message, [Symbol.asyncDispose]: () => filter[Symbol.asyncDispose]() };
}

describe('smtp filter', () => {
  test('has taken the message when it says so at its end', async () => {
    await using smtp = await startSmtp({ replies: { '.': '250 2.0.0 Ok, id=1, from MTA: 250 2.0.0 Q2' } });
    const verdict = await smtp.examine({ recipients: ['a@example.test', 'b@example.test'] });
    expect(verdict).toEqual({ kind: 'taken', text: 'Ok, id=1, from MTA: 250 2.0.0 Q2' });
    await expect
      .poll(() => smtp.commands)
      .toEqual([
        'EHLO mail.example.test',
        'MAIL FROM:<sender@example.org>',
        'RCPT TO:<a@example.test>',
        'RCPT TO:<b@example.test>',
        'DATA',
        'QUIT',
      ]);
    expect(smtp.message()).toBe('Subject: x\r\n\r\n..dot\r\nlast\r\n');
  });

  test('gets the parameters that it offers to take', async () => {
    await using smtp = await startSmtp({ extensions: ['SIZE 1000', '8BITMIME', 'SMTPUTF8', 'DSN'] });
    const returnPath = {
      address: 'é@example.org',
      envelopeId: 'a b',
      returnContent: 'headers',
      smtpUtf8: true,
      body: '8bitmime',
    } as const;
    await smtp.examine({ returnPath });
    expect(smtp.commands[1]).toBe(
      `MAIL FROM:<é@example.org> SIZE=${MESSAGE.length} BODY=8BITMIME SMTPUTF8 RET=HDRS ENVID=a+20b`,
    );
  });

  test('learns what the sender wants to be told, where it offers DSN', async () => {
    const request: Partial<FilterRequest> = {
      recipients: ['a@example.test', 'never@example.test', 'added@example.test'],
      noticeWishes: new Map([
        ['a@example.test', { notify: ['success', 'delay'], originalRecipient: 'rfc822;a@example.com' }],
        ['never@example.test', { notify: [], originalRecipient: null }],
      ]),
    };
    await using smtp = await startSmtp({ extensions: ['DSN'] });
    await smtp.examine(request);
    expect(smtp.commands.slice(2, 5)).toEqual([
      'RCPT TO:<a@example.test> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;a@example.com',
      'RCPT TO:<never@example.test> NOTIFY=NEVER',
      'RCPT TO:<added@example.test>',
    ]);
    await using plain = await startSmtp({});
    await plain.examine(request);
    expect(plain.commands[2]).toBe('RCPT TO:<a@example.test>');
  });

  test.each([
    ['192.0.2.1', 'XFORWARD NAME=[UNAVAILABLE] ADDR=192.0.2.1 PORT=40000 HELO=a+3Db SOURCE=REMOTE IDENT=Q1'],
    ['2001:db8::1', 'XFORWARD NAME=[UNAVAILABLE] ADDR=IPV6:2001:db8::1 PORT=40000 HELO=a+3Db SOURCE=REMOTE IDENT=Q1'],
    ['', 'XFORWARD NAME=[UNAVAILABLE] ADDR=[UNAVAILABLE] PORT=[UNAVAILABLE] HELO=a+3Db SOURCE=LOCAL IDENT=Q1'],
  ])('learns of the client %s', async (address, expected) => {
    await using smtp = await startSmtp({ extensions: ['XFORWARD NAME ADDR PORT HELO SOURCE IDENT'] });
    await smtp.examine({ client: { ...filterRequest('').client, name: 'a=b', address } });
    expect(smtp.commands[1]).toBe(expected);
  });

  test.each([
    ['MAIL', '550 5.1.8 no', { kind: 'reject', code: 550, status: '5.1.8', text: 'no' }],
    ['RCPT', '450 later', { kind: 'defer', code: 450, status: '4.7.1', text: 'later' }],
    ['DATA', '554 no', { kind: 'reject', code: 554, status: '5.7.1' }],
    ['.', '554-5.7.0 Reject,\r\n554 5.7.0 spam', { kind: 'reject', code: 554, status: '5.7.0', text: 'Reject, spam' }],
    ['.', '421 closing', { kind: 'defer', code: 451, status: '4.7.1' }],
    ['.', '554', { kind: 'reject', text: 'message refused by a content filter' }],
  ])('%s is answered with %j', async (word, reply, verdict) => {
    await using smtp = await startSmtp({ replies: { [word]: reply } });
    expect(await smtp.examine()).toMatchObject(verdict);
  });

  test('one recipient of several refused: nobody gets it', async () => {
    await using smtp = await startSmtp({ replies: { 'RCPT TO:<b@example.test>': '550 5.1.1 who?' } });
    const verdict = await smtp.examine({ recipients: ['a@example.test', 'b@example.test', 'c@example.test'] });
    expect(verdict).toMatchObject({ kind: 'reject', code: 550, text: 'who?' });
    await expect.poll(() => smtp.commands.at(-1)).toBe('QUIT');
    expect(smtp.commands).not.toContain('DATA');
  });

  test.each([
    ['bare line ends', { text: 'a: b\r\n\r\nx\n.\r\nMAIL FROM:<evil@example.org>\r\n' }],
    ['binary content', { request: { returnPath: { ...filterRequest('').returnPath, body: 'binarymime' } } }],
    ['addresses beyond ASCII', { request: { returnPath: { ...filterRequest('').returnPath, smtpUtf8: true } } }],
  ] as const)('cannot take %s', async (_, { request, text }: { request?: Partial<FilterRequest>; text?: string }) => {
    await using smtp = await startSmtp({});
    expect(await smtp.examine(request, text)).toMatchObject({ kind: 'reject', status: /^5\.6\.[17]$/ });
    expect(smtp.message()).not.toContain('evil');
  });

  test.each([
    ['greets with something else', { greeting: '554 no' }],
    ['says yes before it has the message', { replies: { DATA: '250 ok' } }],
    ['answers twice', { replies: { MAIL: '250 ok\r\n250 ok' } }],
    ['answers for the end before it has come', { replies: { DATA: '354 go\r\n250 taken' } }],
    ['has a long reply', { replies: { MAIL: `250 ${'x'.repeat(5000)}` } }],
    ['wants more at the end', { replies: { '.': '354 more' } }],
  ])('one that %s is broken', async (_, script: Script) => {
    await using smtp = await startSmtp(script);
    await expect(smtp.examine()).rejects.toSatisfy((error) => isFailure(error, 'unavailable'));
  });

  test('a second answer is not taken for one to the next command', async () => {
    await using smtp = await startSmtp({ replies: { MAIL: '250 ok\r\n550 no' } });
    await expect(smtp.examine()).rejects.toThrow('the filter talks out of turn');
  });

  test('one that does not want to hear the end', async () => {
    const filter = await startStandInFilter((socket) => {
      socket.write('220 a\r\n');
      let heard = '';
      socket.on('data', (chunk) => {
        const before = heard.length;
        heard += chunk.toString();
        if (heard.length > 10_000) {
          socket.pause();
          socket.write('552 5.3.4 too large\r\n');
        } else if (heard.slice(before).startsWith('DATA')) socket.write('354 go\r\n');
        else if (!heard.includes('DATA')) socket.write('250 ok\r\n');
      });
    });
    await using _ = filter;
    const smtp = createSmtpFilter({ name: 'f', address: filter.address, timeoutMs: 5000 });
    const endless = async function* () {
      for (;;) yield Buffer.alloc(64 * 1024, 'x');
    };
    const verdict = await smtp.examine(filterRequest('', { message: endless }), new AbortController().signal);
    expect(verdict).toMatchObject({ kind: 'reject', code: 552, status: '5.3.4' });
  });
});
