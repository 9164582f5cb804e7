import { describe, expect, test } from 'vitest';
import {
  authCommand,
  authResponse,
  bdatCommand,
  helloCommand,
  type MailArguments,
  mailCommand,
  type RcptArguments,
  rcptCommand,
} from './client-command.ts';

const MAIL: MailArguments = {
  address: 'alice@example.com',
  sizeBytes: null,
  body: null,
  smtpUtf8: false,
  returnContent: null,
  envelopeId: null,
  requireTls: false,
  priority: null,
  deliverBy: null,
};
const RCPT: RcptArguments = { address: 'bob@example.org', notify: null, originalRecipient: null, smtpUtf8: false };

describe('commands', () => {
  test.each<[Partial<MailArguments>, string]>([
    [{}, 'MAIL FROM:<alice@example.com>'],
    [{ address: '' }, 'MAIL FROM:<>'],
    [{ address: '"a b"@EXAMPLE.com' }, 'MAIL FROM:<"a b"@example.com>'],
    [{ address: 'jörg@bücher.example', smtpUtf8: true }, 'MAIL FROM:<jörg@xn--bcher-kva.example> SMTPUTF8'],
    [{ address: 'joerg@bücher.example' }, 'MAIL FROM:<joerg@xn--bcher-kva.example>'],
    [
      { sizeBytes: 1234, body: '8bitmime', returnContent: 'headers', envelopeId: 'a+b=c d' },
      'MAIL FROM:<alice@example.com> SIZE=1234 BODY=8BITMIME RET=HDRS ENVID=a+2Bb+3Dc+20d',
    ],
    [{ requireTls: true, priority: -4 }, 'MAIL FROM:<alice@example.com> REQUIRETLS MT-PRIORITY=-4'],
    [
      { deliverBy: { seconds: 98, mode: 'return', isTraced: true }, returnContent: 'full' },
      'MAIL FROM:<alice@example.com> RET=FULL BY=98;RT',
    ],
    [{ deliverBy: { seconds: -5, mode: 'notify', isTraced: false } }, 'MAIL FROM:<alice@example.com> BY=-5;N'],
  ])('MAIL %j', (more, text) => expect(mailCommand({ ...MAIL, ...more })).toBe(`${text}\r\n`));

  test.each<[Partial<RcptArguments>, string]>([
    [{}, 'RCPT TO:<bob@example.org>'],
    [{ address: 'bob@[192.0.2.1]' }, 'RCPT TO:<bob@[192.0.2.1]>'],
    [{ notify: [] }, 'RCPT TO:<bob@example.org> NOTIFY=NEVER'],
    [
      { notify: ['success', 'delay'], originalRecipient: 'rfc822;b+c@example.net' },
      'RCPT TO:<bob@example.org> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;b+2Bc@example.net',
    ],
    [
      { originalRecipient: 'utf-8;jörg@example.net', smtpUtf8: true },
      'RCPT TO:<bob@example.org> ORCPT=utf-8;jörg@example.net',
    ],
    [
      { originalRecipient: 'rfc822;j\u00f6rg\u{1f600}+@example.net' },
      'RCPT TO:<bob@example.org> ORCPT=utf-8;j\\x{F6}rg\\x{1F600}\\x{2B}@example.net',
    ],
  ])('RCPT %j', (more, text) => expect(rcptCommand({ ...RCPT, ...more })).toBe(`${text}\r\n`));

  test('others', () => {
    expect(helloCommand('EHLO', 'mail.example.com')).toBe('EHLO mail.example.com\r\n');
    expect(helloCommand('HELO', '[IPv6:2001:db8::1]')).toBe('HELO [IPv6:2001:db8::1]\r\n');
    expect([bdatCommand(10, false), bdatCommand(0, true)]).toEqual(['BDAT 10\r\n', 'BDAT 0 LAST\r\n']);
    expect([authCommand('PLAIN', null), authCommand('PLAIN', ''), authCommand('PLAIN', 'AGE=')]).toEqual([
      'AUTH PLAIN\r\n',
      'AUTH PLAIN =\r\n',
      'AUTH PLAIN AGE=\r\n',
    ]);
  });
});

/** SECURITY.md: what others wrote never ends a command, or begins one. */
describe('injection', () => {
  const PLACES: Readonly<Record<string, (value: string) => string>> = {
    'EHLO name': (value) => helloCommand('EHLO', `mail${value}.example.com`),
    'sender, local part': (value) => mailCommand({ ...MAIL, address: `alice${value}@example.com` }),
    'sender, quoted': (value) => mailCommand({ ...MAIL, address: `"alice${value}"@example.com` }),
    'sender, domain': (value) => mailCommand({ ...MAIL, address: `alice@example${value}.com` }),
    'sender with SMTPUTF8': (value) => mailCommand({ ...MAIL, address: `alice${value}@example.com`, smtpUtf8: true }),
    ENVID: (value) => mailCommand({ ...MAIL, envelopeId: `id${value}` }),
    recipient: (value) => rcptCommand({ ...RCPT, address: `bob${value}@example.org` }),
    'recipient, quoted': (value) => rcptCommand({ ...RCPT, address: `"bob${value}"@example.org` }),
    'recipient, domain': (value) => rcptCommand({ ...RCPT, address: `bob@example.org${value}` }),
    'ORCPT type': (value) => rcptCommand({ ...RCPT, originalRecipient: `rfc822${value};bob@example.org` }),
    'ORCPT address': (value) => rcptCommand({ ...RCPT, originalRecipient: `rfc822;bob${value}@example.org` }),
    'ORCPT with UTF-8': (value) =>
      rcptCommand({ ...RCPT, originalRecipient: `utf-8;ö${value}@example.org`, smtpUtf8: true }),
    'AUTH mechanism': (value) => authCommand(`PLAIN${value}`, null),
    'AUTH response': (value) => authCommand('PLAIN', `AGE${value}`),
    'AUTH line': (value) => `${authResponse(`AGE${value}`)}\r\n`,
  };
  const VALUES = [
    '\r',
    '\n',
    '\r\n',
    '\r\nRCPT TO:<evil@example.org>',
    '\0',
    '\x7f',
    '\x85',
    '\u2028',
    '\u2029',
    '\t',
    '\x0b',
    '\ud800',
  ];

  for (const [place, build] of Object.entries(PLACES)) {
    test.each(VALUES)(`${place}: %j`, (value) => {
      expect(() => build(value)).toThrow(expect.objectContaining({ code: 'invalid' }));
    });
    test.each([' x', ' SIZE=1', '> NOTIFY=NEVER', '%0d%0a', '<', '>', ';'])(
      `${place}: %j is refused or kept inside`,
      (value) => {
        let command: string;
        try {
          command = build(value);
        } catch (error) {
          expect(error).toMatchObject({ code: 'invalid' });
          return;
        }
        expect(command.match(/[\r\n]/g)).toEqual(['\r', '\n']);
        // Outside of the path and its quotes there is nothing that was not asked for.
        const outside = command.replace(/<(?:"(?:[^"\\]|\\.)*"|[^"<>])*>/, '<>').trimEnd();
        const allowed =
          /^(?:EHLO \S+|MAIL FROM:<>(?: SMTPUTF8)?(?: ENVID=\S+)?|RCPT TO:<>(?: ORCPT=\S+)?|AUTH [A-Z-]+(?: \S+)?|\S+)$/;
        expect(outside).toMatch(allowed);
      },
    );
  }

  test.each([Number.NaN, Infinity, -1, 1.5, 2 ** 60])('SIZE %d', (sizeBytes) => {
    expect(() => mailCommand({ ...MAIL, sizeBytes })).toThrow(expect.objectContaining({ code: 'invalid' }));
  });

  test('an address that another program would read as two', () => {
    const address = '"foo@example.net> ORCPT=rfc822;admin@admin.example"@example.org';
    expect(rcptCommand({ ...RCPT, address })).toBe(`RCPT TO:<${address}>\r\n`);
    for (const bad of [
      'bob@example.com(x)example.org',
      'a@b@example.org',
      '<bob@example.org>',
      'bob',
      '',
      '@example.org',
    ]) {
      expect(() => rcptCommand({ ...RCPT, address: bad })).toThrow(expect.objectContaining({ code: 'invalid' }));
    }
  });

  test('what is too long', () => {
    const long = 'x'.repeat(600);
    expect(() => mailCommand({ ...MAIL, envelopeId: 'x'.repeat(101) })).toThrow();
    expect(() => rcptCommand({ ...RCPT, originalRecipient: `rfc822;${long}` })).toThrow();
    expect(() => helloCommand('EHLO', long)).toThrow();
    expect(() => authCommand('PLAIN', 'AAAA'.repeat(4000))).toThrow();
  });
});
