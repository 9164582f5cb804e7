import fc from 'fast-check';
import PostalMime from 'postal-mime';
import { describe, expect, test } from 'vitest';
import { composeDsn, type Dsn } from './compose-dsn.ts';
import { composeLetter } from './compose-letter.ts';
import type { DsnRecipient } from './delivery-status.ts';
import { encodePhrase, encodeQuotedPrintable, encodeUnstructured } from './encode-text.ts';

const BOB: DsnRecipient = {
  address: 'bob@example.com',
  originalRecipient: 'rfc822;Bob@example.com',
  action: 'failed',
  status: '5.1.1',
  diagnostic: { isSmtp: true, text: '550-5.1.1 There is no such user here.\n550 5.1.1 Look again.' },
  remoteHost: 'mx.example.com',
  lastAttempt: 'Mon, 23 Nov 2026 08:05:00 +0000',
  willRetryUntil: null,
};

const FAILURE: Dsn = {
  from: { name: 'Mail delivery', address: 'postmaster@example.test' },
  to: 'alice@example.test',
  subject: 'Not delivered: Minutes',
  date: 'Mon, 23 Nov 2026 08:05:01 +0000',
  messageId: 'n1@mail.example.test',
  about: 'one@example.test',
  text: 'Your message could not be delivered to:\n\n  bob@example.com\n    There is no such mailbox.\n',
  language: 'en',
  status: {
    reportingHost: 'mail.example.test',
    envelopeId: 'QQ314159',
    arrival: 'Mon, 23 Nov 2026 08:00:00 +0000',
    deliverBy: null,
    futureRelease: null,
    recipients: [BOB],
  },
  isInternational: false,
  returned: { kind: 'header', header: Buffer.from('Subject: Minutes\r\nMessage-ID: <one@example.test>\r\n') },
  boundary: 'b0undary',
};

const DELAY: Dsn = {
  ...FAILURE,
  subject: 'Verzögert: Protokoll der außerordentlichen Sitzung vom 23. November, Entwurf',
  text: 'Ihre Nachricht ist noch nicht zugestellt an:\n\n  bob@example.com\n    Das Postfach ist voll, und mehr als eine Zeile lang ist dieser Satz obendrein.\n',
  language: 'de',
  status: {
    ...FAILURE.status,
    deliverBy: 'Mon, 23 Nov 2026 12:00:00 +0000',
    futureRelease: 'until;2026-11-23T08:00:00Z',
    recipients: [
      { ...BOB, action: 'delayed', status: '4.2.2', willRetryUntil: 'Sat, 28 Nov 2026 08:00:00 +0000' },
      { ...BOB, address: 'carol@example.com', originalRecipient: null, diagnostic: null, remoteHost: null },
    ],
  },
};

const INTERNATIONAL: Dsn = {
  ...FAILURE,
  to: 'jörg@example.test',
  isInternational: true,
  status: {
    ...FAILURE.status,
    recipients: [{ ...BOB, address: 'bücher@example.com', originalRecipient: 'utf-8;bücher@example.com' }],
  },
  returned: { kind: 'message', is8bit: true },
};

const ORIGINAL = 'Subject: Grüße\r\n\r\nHallo\r\n';

describe.each([
  ['failure', FAILURE, ''],
  ['delay', DELAY, ''],
  ['international', INTERNATIONAL, ORIGINAL],
  ['to-ascii', { ...INTERNATIONAL, isInternational: false, to: 'alice@example.test' }, ORIGINAL],
] as const)('%s', (name, dsn, original) => {
  const text = textOf(dsn, original);

  test('is as it was agreed', async () => {
    expect(text).not.toMatch(/[^\r]\n|\r[^\n]/);
    await expect(text.replaceAll('\r\n', '\n')).toMatchFileSnapshot(`golden/${name}.txt`);
  });

  test('has short lines', () => {
    expect(Math.max(...text.split('\r\n').map((line) => Buffer.byteLength(line)))).toBeLessThanOrEqual(900);
  });

  test('reads the same in another program', async () => {
    const mail = await PostalMime.parse(Buffer.from(text));
    expect(mail.subject).toBe(dsn.subject);
    expect(mail.from).toEqual(dsn.from);
    expect(mail.to?.[0]?.address).toBe(dsn.to);
    expect(mail.text?.replaceAll('\r\n', '\n')).toContain(dsn.text.trimEnd());
  });
});

test('what strangers have written ends no field and begins no part', () => {
  const nasty = fc
    .string({ unit: 'binary', maxLength: 80 })
    .map((one) => `${one}\r\nBcc: eve@example.org\r\n\r\n--b0undary--`);
  fc.assert(
    fc.property(nasty, nasty, fc.boolean(), (one, other, isInternational) => {
      const text = textOf(
        {
          ...FAILURE,
          isInternational,
          subject: one,
          text: other,
          status: {
            ...FAILURE.status,
            envelopeId: one,
            recipients: [
              {
                ...BOB,
                address: one,
                originalRecipient: other,
                remoteHost: one,
                diagnostic: { isSmtp: true, text: other },
              },
            ],
          },
        },
        '',
      );
      const [header = ''] = text.split('\r\n\r\n');
      const [before = '', , status = ''] = text.split('--b0undary\r\n');
      expect(before + status).not.toMatch(/^Bcc:/m);
      expect(header).not.toMatch(/^--/m);
      expect(text.split('\r\n').filter((line) => line.startsWith('--b0undary')).length).toBe(4);
    }),
    { seed: 6522, numRuns: 300 },
  );
});

test('a letter reads the same in another program', async () => {
  const text = 'Zażółć gęślą jaźń = 1 \n\n.\nFrom here on\n';
  const letter = composeLetter({ ...FAILURE, subject: 'Poczta użytkownika bob jest wstrzymana' }, text, 'pl');
  const mail = await PostalMime.parse(letter);
  expect([mail.subject, mail.text]).toEqual(['Poczta użytkownika bob jest wstrzymana', text]);
});

test.each([
  ['plain words', 'plain words', 'plain words'],
  ['Not delivered: "x" <y>', '=?UTF-8?B?Tm90IGRlbGl2ZXJlZDogIngiIDx5Pg==?=', 'Not delivered: "x" <y>'],
  ['=?UTF-8?Q?x?=', '=?UTF-8?B?PT9VVEYtOD9RP3g/PQ==?=', '=?UTF-8?B?PT9VVEYtOD9RP3g/PQ==?='],
  ['a\r\nBcc: b', '=?UTF-8?B?YSBCY2M6IGI=?=', 'a Bcc: b'],
  ['', '=?UTF-8?B??=', '=?UTF-8?B??='],
])('%j as a name and as a subject', (text, phrase, unstructured) => {
  expect([encodePhrase(text), encodeUnstructured(text)]).toEqual([phrase, unstructured]);
});

test('a long text becomes several encoded-words', () => {
  const lines = encodeUnstructured('ü'.repeat(60)).split('\r\n ');
  expect(lines.length).toBe(3);
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(75);
});

test('quoted-printable keeps every text, in lines of 76 characters', () => {
  const lines = fc.string({ unit: 'grapheme', maxLength: 200 }).map((text) => text.replace(/\r/g, ''));
  fc.assert(
    fc.property(lines, (text) => {
      const encoded = encodeQuotedPrintable(text);
      expect(Math.max(...encoded.split('\r\n').map(({ length }) => length))).toBeLessThanOrEqual(76);
      expect(encoded).not.toMatch(/[ \t]\r\n|[ \t]$/);
      const octets = encoded
        .replace(/=\r\n/g, '')
        .replace(/=([0-9A-F]{2})/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
      expect(Buffer.from(octets, 'latin1').toString()).toBe(text.replaceAll('\n', '\r\n').toWellFormed());
    }),
    { seed: 2045, numRuns: 300 },
  );
});

function textOf(dsn: Dsn, original: string): string {
  const { before, after } = composeDsn(dsn);
  return Buffer.concat([before, Buffer.from(original), after]).toString();
}
