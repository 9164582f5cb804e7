import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isFailure } from '../../base/failure.ts';
import { readExtensions } from './server-extensions.ts';
import { formatServerReply, ReplyReader, type ServerReply } from './server-reply.ts';

function read(text: string, pieceBytes = Infinity): ServerReply[] {
  const reader = new ReplyReader();
  const replies: ServerReply[] = [];
  const bytes = Buffer.from(text, 'latin1');
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    reader.push(Buffer.from(bytes.subarray(at, at + pieceBytes)));
    for (let reply = reader.take(); reply !== null; reply = reader.take()) replies.push(reply);
  }
  return replies;
}

const utf8 = (text: string) => Buffer.from(text).toString('latin1');

describe('replies', () => {
  test.each<[string, ServerReply[]]>([
    ['250 OK\r\n', [{ code: 250, status: null, lines: ['OK'] }]],
    ['250\r\n', [{ code: 250, status: null, lines: [''] }]],
    ['250 \r\n', [{ code: 250, status: null, lines: [''] }]],
    ['250 OK\n', [{ code: 250, status: null, lines: ['OK'] }]],
    ['550 5.1.1 No such user\r\n', [{ code: 550, status: '5.1.1', lines: ['No such user'] }]],
    ['550 5.1.1\r\n', [{ code: 550, status: '5.1.1', lines: [''] }]],
    ['550-5.7.1 One\r\n550 5.7.1 two\r\n', [{ code: 550, status: '5.7.1', lines: ['One', 'two'] }]],
    ['550-5.7.1 One\r\n550 two\r\n', [{ code: 550, status: '5.7.1', lines: ['One', 'two'] }]],
    // An enhanced code of another class than the reply's is only text.
    ['250 5.1.1 funny\r\n', [{ code: 250, status: null, lines: ['5.1.1 funny'] }]],
    ['550 5.1 x\r\n', [{ code: 550, status: null, lines: ['5.1 x'] }]],
    [utf8('550 Empfänger unbekannt\r\n'), [{ code: 550, status: null, lines: ['Empfänger unbekannt'] }]],
    ['550 a\x1b[2Jb\x00c\x7fd\te\r\n', [{ code: 550, status: null, lines: ['a?[2Jb?c?d e'] }]],
    [utf8('550 a\u2028b\u202ec\u0085d\r\n'), [{ code: 550, status: null, lines: ['a?b?c?d'] }]],
    ['550 a\rb\r\n', [{ code: 550, status: null, lines: ['a?b'] }]],
    [
      '250 1\r\n354 2\r\n',
      [
        { code: 250, status: null, lines: ['1'] },
        { code: 354, status: null, lines: ['2'] },
      ],
    ],
  ])('%j', (text, replies) => {
    expect(read(text)).toEqual(replies);
    expect(read(text, 1)).toEqual(replies);
    expect(read(text, 3)).toEqual(replies);
  });

  test('octets that are no UTF-8 are replaced', () => {
    expect(read('550 \xff\xfe!\r\n')[0]?.lines).toEqual(['\ufffd\ufffd!']);
  });

  test.each([
    'hello\r\n',
    '\r\n',
    '25 OK\r\n',
    '2500 OK\r\n',
    '650 OK\r\n',
    '199 OK\r\n',
    '250_OK\r\n',
    ' 250 OK\r\n',
    'HTTP/1.1 200 OK\r\n',
    '250-one\r\n251 two\r\n',
    '250-one\r\nhello\r\n',
  ])('%j is none', (text) => expect(() => read(text)).toThrow(expect.objectContaining({ code: 'invalid' })));

  test.each<[string, string]>([
    ['a line without an end', `250 ${'x'.repeat(2048)}`],
    ['a long line', `250 ${'x'.repeat(2048)}\r\n`],
    ['many lines', '250-x\r\n'.repeat(129)],
    ['many octets', `250-${'x'.repeat(2000)}\r\n`.repeat(17)],
  ])('%s is too large', (_, text) => {
    expect(() => read(text)).toThrow(expect.objectContaining({ code: 'too-large' }));
  });

  test('any octets, in any pieces: the same replies, or the same refusal', () => {
    const piece = fc.constantFrom('250', '-', ' ', '\r\n', '\n', '\r', '5.1.1 ', 'x', '\xff', '550', '\0');
    const outcome = (text: string, pieceBytes: number) => {
      try {
        return read(text, pieceBytes);
      } catch (error) {
        if (isFailure(error)) return error.code;
        throw error;
      }
    };
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const text = pieces.join('');
        expect(outcome(text, 1)).toEqual(outcome(text, Infinity));
      }),
      { seed: 5321, numRuns: 2000 },
    );
  });
});

test('a reply is written as it came', () => {
  const text = '550-5.7.1 One\r\n550-5.7.1\r\n550 5.7.1 two\r\n';
  expect(formatServerReply(read(text)[0])).toBe('550-5.7.1 One\n550-5.7.1\n550 5.7.1 two');
});

describe('extensions', () => {
  test('all of them', () => {
    const lines = [
      'mx.example.test greets you',
      'PIPELINING',
      'size 10240000',
      'STARTTLS',
      'AUTH PLAIN LOGIN',
      'AUTH=LOGIN SCRAM-SHA-256',
      '8BITMIME',
      'DSN',
      'SMTPUTF8',
      'CHUNKING',
      'BINARYMIME',
      'REQUIRETLS',
      'MT-PRIORITY MIXER',
      'DELIVERBY 240',
      'LIMITS RCPTMAX=20 MAILMAX=5 RCPTDOMAINMAX=1',
      '-nonsense',
    ];
    expect(readExtensions({ code: 250, status: null, lines })).toEqual({
      name: 'mx.example.test',
      pipelining: true,
      chunking: true,
      eightBitMime: true,
      binaryMime: true,
      smtpUtf8: true,
      dsn: true,
      startTls: true,
      requireTls: true,
      priority: true,
      deliverByMinSeconds: 240,
      maxSizeBytes: 10_240_000,
      size: true,
      auth: new Set(['PLAIN', 'LOGIN', 'SCRAM-SHA-256']),
      maxMails: 5,
      maxRecipients: 20,
      maxRecipientDomains: 1,
    });
  });

  test.each<[string, object]>([
    ['SIZE', { size: true, maxSizeBytes: null }],
    ['SIZE 0', { size: true, maxSizeBytes: null }],
    ['SIZE abc', { maxSizeBytes: null }],
    ['SIZE 99999999999999999999', { maxSizeBytes: null }],
    ['BINARYMIME', { binaryMime: false }],
    ['DELIVERBY', { deliverByMinSeconds: 0 }],
    ['LIMITS RCPTMAX=0 MAILMAX=x =', { maxRecipients: null, maxMails: null }],
    ['XSTARTTLS', { startTls: false }],
  ])('%s', (line, expected) => {
    expect(readExtensions({ code: 250, status: null, lines: ['mx', line] })).toMatchObject(expected);
  });
});
