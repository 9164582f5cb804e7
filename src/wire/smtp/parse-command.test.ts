import { describe, expect, test } from 'vitest';
import type { SmtpCommand } from './command.ts';
import { isForeignProtocol, parseCommand } from './parse-command.ts';
import { CommandSyntaxError, type SyntaxProblem } from './syntax-error.ts';

const parse = (text: string): SmtpCommand => parseCommand(Buffer.from(`${text}\r\n`));

function problemOf(line: string | Uint8Array): SyntaxProblem | null {
  try {
    parseCommand(typeof line === 'string' ? Buffer.from(line) : line);
    return null;
  } catch (error) {
    if (error instanceof CommandSyntaxError) return error.problem;
    throw error;
  }
}

const MAIL = {
  verb: 'MAIL',
  from: { localPart: 'a', domain: 'example.org' },
  isInternational: false,
  sizeBytes: null,
  body: '7bit',
  smtpUtf8: false,
  returnContent: null,
  envelopeId: null,
  hold: null,
  priority: null,
  deliverBy: null,
  requiresTls: false,
};
const RCPT = {
  verb: 'RCPT',
  to: { localPart: 'b', domain: 'example.com' },
  isInternational: false,
  notify: null,
  originalRecipient: null,
};

describe('parseCommand', () => {
  test.each([
    ['EHLO client.example.org', { verb: 'EHLO', name: 'client.example.org' }],
    ['helo [192.0.2.1]', { verb: 'HELO', name: '[192.0.2.1]' }],
    ['LHLO x', { verb: 'LHLO', name: 'x' }],
    ['DATA', { verb: 'DATA' }],
    ['data  ', { verb: 'DATA' }],
    ['RSET', { verb: 'RSET' }],
    ['NOOP anything at all', { verb: 'NOOP' }],
    ['HELP MAIL', { verb: 'HELP' }],
    ['VRFY alice', { verb: 'VRFY' }],
    ['BDAT 10', { verb: 'BDAT', sizeBytes: 10, isLast: false }],
    ['bdat 0 last', { verb: 'BDAT', sizeBytes: 0, isLast: true }],
    ['AUTH plain', { verb: 'AUTH', mechanism: 'PLAIN', initialResponse: null }],
    ['AUTH SCRAM-SHA-256-PLUS biws', { verb: 'AUTH', mechanism: 'SCRAM-SHA-256-PLUS', initialResponse: 'biws' }],
    ['AUTH EXTERNAL =', { verb: 'AUTH', mechanism: 'EXTERNAL', initialResponse: '=' }],
    ['MAIL FROM:<a@example.org>', MAIL],
    ['mail from: <a@EXAMPLE.org>  ', MAIL],
    ['MAIL FROM:<>', { ...MAIL, from: null }],
    ['MAIL FROM:<a@example.org> SIZE=1000 BODY=8BITMIME', { ...MAIL, sizeBytes: 1000, body: '8bitmime' }],
    ['MAIL FROM:<a@example.org>  size=0  body=binarymime', { ...MAIL, sizeBytes: 0, body: 'binarymime' }],
    [
      'MAIL FROM:<a@example.org> RET=HDRS ENVID=QQ+2B314159',
      { ...MAIL, returnContent: 'headers', envelopeId: 'QQ+314159' },
    ],
    ['MAIL FROM:<a@example.org> AUTH=<>', MAIL],
    ['MAIL FROM:<a@example.org> HOLDFOR=3600', { ...MAIL, hold: { kind: 'for', seconds: 3600 } }],
    ['MAIL FROM:<a@example.org> holdfor=999999999', { ...MAIL, hold: { kind: 'for', seconds: 999_999_999 } }],
    [
      'MAIL FROM:<a@example.org> HOLDUNTIL=2026-12-24T18:00:00Z',
      { ...MAIL, hold: { kind: 'until', atMs: Date.UTC(2026, 11, 24, 18) } },
    ],
    [
      'MAIL FROM:<a@example.org> HOLDUNTIL=2028-02-29T23:59:60.25z',
      { ...MAIL, hold: { kind: 'until', atMs: Date.UTC(2028, 1, 29, 23, 59, 59) } },
    ],
    ['MAIL FROM:<a@example.org> MT-PRIORITY=-9', { ...MAIL, priority: -9 }],
    ['MAIL FROM:<a@example.org> mt-priority=0', { ...MAIL, priority: 0 }],
    ['MAIL FROM:<a@example.org> MT-PRIORITY=4', { ...MAIL, priority: 4 }],
    ['MAIL FROM:<a@example.org> BY=120;R', { ...MAIL, deliverBy: { seconds: 120, mode: 'return', isTraced: false } }],
    [
      'MAIL FROM:<a@example.org> BY=-999999999;nt',
      { ...MAIL, deliverBy: { seconds: -999_999_999, mode: 'notify', isTraced: true } },
    ],
    ['MAIL FROM:<a@example.org> BY=+0;N', { ...MAIL, deliverBy: { seconds: 0, mode: 'notify', isTraced: false } }],
    ['MAIL FROM:<a@example.org> REQUIRETLS', { ...MAIL, requiresTls: true }],
    ['MAIL FROM:<a@example.org> AUTH=e+3Dmc2@example.com', MAIL],
    [
      'MAIL FROM:<ä@example.org> SMTPUTF8',
      { ...MAIL, from: { localPart: 'ä', domain: 'example.org' }, isInternational: true, smtpUtf8: true },
    ],
    [
      'MAIL FROM:<a@bücher.example.org>',
      { ...MAIL, from: { localPart: 'a', domain: 'xn--bcher-kva.example.org' }, isInternational: true },
    ],
    ['MAIL FROM:<"a b"@example.org>', { ...MAIL, from: { localPart: 'a b', domain: 'example.org' } }],
    [
      'MAIL FROM:<"a>b\\""@example.org> SIZE=1',
      { ...MAIL, from: { localPart: 'a>b"', domain: 'example.org' }, sizeBytes: 1 },
    ],
    ['RCPT TO:<b@example.com>', RCPT],
    ['RCPT TO:<@relay.example.org,@other.example.org:b@example.com>', RCPT],
    ['RCPT TO:<Postmaster>', { ...RCPT, to: 'postmaster' }],
    ['RCPT TO:<b@[IPv6:2001:DB8::1]>', { ...RCPT, to: { localPart: 'b', domain: '[IPv6:2001:db8::1]' } }],
    ['RCPT TO:<b@example.com> NOTIFY=NEVER', { ...RCPT, notify: [] }],
    ['RCPT TO:<b@example.com> NOTIFY=success,DELAY,success', { ...RCPT, notify: ['success', 'delay'] }],
    [
      'RCPT TO:<b@example.com> ORCPT=rfc822;b+2Bx@example.com',
      { ...RCPT, originalRecipient: 'rfc822;b+x@example.com' },
    ],
    ['RCPT TO:<b@example.com> ORCPT=utf-8;jörg@example.com', { ...RCPT, originalRecipient: 'utf-8;jörg@example.com' }],
  ])('%s', (line, command) => {
    expect(parse(line)).toEqual(command);
  });

  test.each<[string, SyntaxProblem]>([
    ['', 'unknown-command'],
    ['FROB', 'unknown-command'],
    [' MAIL FROM:<a@b>', 'unknown-command'],
    ['EHLO', 'argument'],
    ['EHLO two names', 'argument'],
    [`EHLO ${'x'.repeat(256)}`, 'argument'],
    ['STARTTLS now', 'argument'],
    ['DATA x', 'argument'],
    ['QUIT x', 'argument'],
    ['VRFY', 'argument'],
    ['MAIL', 'argument'],
    ['MAIL TO:<a@b>', 'argument'],
    ['MAIL FROM:a@example.org', 'sender-address'],
    ['MAIL FROM:<a@example.org', 'sender-address'],
    ['MAIL FROM:<a>', 'sender-address'],
    ['MAIL FROM:<postmaster>', 'sender-address'],
    ['MAIL FROM:<a b@example.org>', 'sender-address'],
    ['MAIL FROM:<a@example.org>SIZE=1', 'argument'],
    ['MAIL FROM:<a@example.org> SIZE', 'parameter-value'],
    ['MAIL FROM:<a@example.org> SIZE=', 'argument'],
    ['MAIL FROM:<a@example.org> SIZE=-1', 'parameter-value'],
    ['MAIL FROM:<a@example.org> SIZE=123456789012345678901', 'parameter-value'],
    ['MAIL FROM:<a@example.org> SIZE=1 SIZE=2', 'argument'],
    ['MAIL FROM:<a@example.org> BODY=9BIT', 'parameter-value'],
    ['MAIL FROM:<a@example.org> BODY=constructor', 'parameter-value'],
    ['MAIL FROM:<a@example.org> SMTPUTF8=yes', 'parameter-value'],
    ['MAIL FROM:<a@example.org> FROB', 'unknown-parameter'],
    ['MAIL FROM:<a@example.org> REQUIRETLS=yes', 'parameter-value'],
    ['MAIL FROM:<a@example.org> HOLDFOR', 'parameter-value'],
    ['MAIL FROM:<a@example.org> HOLDFOR=0', 'parameter-value'],
    ['MAIL FROM:<a@example.org> HOLDFOR=010', 'parameter-value'],
    ['MAIL FROM:<a@example.org> HOLDFOR=-5', 'parameter-value'],
    ['MAIL FROM:<a@example.org> HOLDFOR=1000000000', 'parameter-value'],
    ['MAIL FROM:<a@example.org> HOLDFOR=5 HOLDFOR=6', 'argument'],
    ['MAIL FROM:<a@example.org> HOLDFOR=5 HOLDUNTIL=2026-12-24T18:00:00Z', 'parameter-value'],
    ['MAIL FROM:<a@example.org> HOLDUNTIL', 'parameter-value'],
    ['MAIL FROM:<a@example.org> HOLDUNTIL=2026-12-24', 'parameter-value'],
    ['MAIL FROM:<a@example.org> HOLDUNTIL=2026-12-24T18:00:00+01:00', 'parameter-value'],
    ['MAIL FROM:<a@example.org> HOLDUNTIL=2026-04-31T18:00:00Z', 'parameter-value'],
    ['MAIL FROM:<a@example.org> HOLDUNTIL=2026-13-01T18:00:00Z', 'parameter-value'],
    ['MAIL FROM:<a@example.org> HOLDUNTIL=2026-12-24T24:00:00Z', 'parameter-value'],
    ['MAIL FROM:<a@example.org> HOLDUNTIL=2026-12-24T18:60:00Z', 'parameter-value'],
    ['MAIL FROM:<a@example.org> HOLDUNTIL=2026-12-24T18:00:61Z', 'parameter-value'],
    [`MAIL FROM:<a@example.org> HOLDUNTIL=2026-12-24T18:00:00.${'0'.repeat(20)}Z`, 'parameter-value'],
    ['MAIL FROM:<a@example.org> MT-PRIORITY', 'parameter-value'],
    ['MAIL FROM:<a@example.org> MT-PRIORITY=10', 'parameter-value'],
    ['MAIL FROM:<a@example.org> MT-PRIORITY=+1', 'parameter-value'],
    ['MAIL FROM:<a@example.org> MT-PRIORITY=-0', 'parameter-value'],
    ['MAIL FROM:<a@example.org> MT-PRIORITY=1 MT-PRIORITY=2', 'argument'],
    ['MAIL FROM:<a@example.org> BY', 'parameter-value'],
    ['MAIL FROM:<a@example.org> BY=120', 'parameter-value'],
    ['MAIL FROM:<a@example.org> BY=0;R', 'parameter-value'],
    ['MAIL FROM:<a@example.org> BY=-1;R', 'parameter-value'],
    ['MAIL FROM:<a@example.org> BY=1;X', 'parameter-value'],
    ['MAIL FROM:<a@example.org> BY=1;NTT', 'parameter-value'],
    ['MAIL FROM:<a@example.org> BY=1234567890;N', 'parameter-value'],
    ['MAIL FROM:<a@example.org> ENVID=a+0D+0Ab', 'parameter-value'],
    ['MAIL FROM:<a@example.org> ENVID=a+b', 'parameter-value'],
    [`MAIL FROM:<a@example.org> ENVID=${'a'.repeat(101)}`, 'parameter-value'],
    ['RCPT TO:<>', 'recipient-address'],
    ['RCPT TO:<b>', 'recipient-address'],
    ['RCPT TO:<b@example.com.>', 'recipient-address'],
    ['RCPT TO:<b@example..com>', 'recipient-address'],
    ['RCPT TO:<u@ext@example.com>', 'recipient-address'],
    ['RCPT TO:<@example.com:b>', 'recipient-address'],
    ['RCPT TO:<b@example.com(x)evil.example.org>', 'recipient-address'],
    ['RCPT TO:<"foo@evil.example.org> ORCPT=admin@evil.example.org"@example.com', 'recipient-address'],
    ['RCPT TO:<b@example.com> NOTIFY=NEVER,SUCCESS', 'parameter-value'],
    ['RCPT TO:<b@example.com> NOTIFY', 'parameter-value'],
    ['RCPT TO:<b@example.com> ORCPT=b@example.com', 'parameter-value'],
    ['RCPT TO:<b@example.com> ORCPT=rfc822;jörg@example.com', 'parameter-value'],
    ['RCPT TO:<b@example.com> SIZE=1', 'unknown-parameter'],
    ['BDAT', 'argument'],
    ['BDAT -1', 'argument'],
    ['BDAT 1e3', 'argument'],
    ['BDAT 1 FIRST', 'argument'],
    ['BDAT 1234567890123456', 'argument'],
    ['AUTH', 'argument'],
    ['AUTH PLAIN a b', 'argument'],
  ])('%s: %s', (line, problem) => {
    expect(problemOf(`${line}\r\n`)).toBe(problem);
  });

  test('a quoted local part keeps what would end the path, and the domain is the one behind it', () => {
    expect(parse('RCPT TO:<"foo@evil.example.org> ORCPT=rfc822;x"@example.com>')).toEqual({
      ...RCPT,
      to: { localPart: 'foo@evil.example.org> ORCPT=rfc822;x', domain: 'example.com' },
    });
  });

  test.each([
    ['a bare LF', 'NOOP\n'],
    ['no line end', 'NOOP'],
    ['a CR within', 'NOOP\rQUIT\r\n'],
    ['an LF within', 'NOOP\nQUIT\r\n'],
    ['a NUL', 'NOOP\0\r\n'],
    ['a tab', 'NOOP\tx\r\n'],
    ['an empty line end', '\n'],
  ])('refuses %s', (_name, line) => {
    expect(problemOf(line)).toBe('line');
  });

  test('refuses what is not UTF-8', () => {
    expect(problemOf(Buffer.from('MAIL FROM:<\xff@example.org> SMTPUTF8\r\n', 'latin1'))).toBe('line');
    expect(problemOf(Buffer.from('MAIL FROM:<\xc0\xaf@example.org> SMTPUTF8\r\n', 'latin1'))).toBe('line');
  });

  test('takes linear time', () => {
    for (const text of ['<'.repeat(100_000), '"'.repeat(100_000), '@a,'.repeat(30_000), '('.repeat(100_000)]) {
      expect(problemOf(`RCPT TO:<${text}\r\n`)).not.toBeNull();
      expect(problemOf(`MAIL FROM:<a@example.org> ${text}\r\n`)).not.toBeNull();
    }
  });
});

test.each([
  ['POST / HTTP/1.1\r\n', true],
  ['GET /\r\n', true],
  ['PROPFIND /x HTTP/1.1\r\n', true],
  ['\x16\x03\x01\x02\x00\x01\n', true],
  ['EHLO x\r\n', false],
  ['FROB\r\n', false],
])('isForeignProtocol %j', (line, isForeign) => {
  expect(isForeignProtocol(Buffer.from(line, 'latin1'))).toBe(isForeign);
});
