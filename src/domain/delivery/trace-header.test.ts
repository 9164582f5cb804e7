import { describe, expect, test } from 'vitest';
import { accepted } from '../../../test/support/delivery.ts';
import { type Envelope, NO_WISHES } from './envelope.ts';
import { formatDate, formatMissingFields, formatReceived } from './trace-header.ts';

const DATE = 'Thu, 6 Aug 2026 09:05:00 +0200';

function envelope(
  over: { client?: Partial<Envelope['client']>; recipients?: string[]; smtpUtf8?: boolean; priority?: number } = {},
): Envelope {
  const recipients = over.recipients ?? ['bob@example.com'];
  return {
    source: 'server',
    sender: { localPart: 'alice', domain: 'example.org' },
    returnPath: {
      address: 'alice@example.org',
      envelopeId: null,
      returnContent: null,
      smtpUtf8: over.smtpUtf8 ?? false,
      body: '7bit',
    },
    wishes: { ...NO_WISHES, priority: over.priority ?? null },
    recipients: recipients.map((address) => accepted(address)),
    client: { name: 'client.example.org', address: '192.0.2.1', port: 1, protocol: 'ESMTP', tls: null, ...over.client },
    look: null,
    submitter: null,
    userId: null,
    declaredBytes: null,
  };
}

describe('formatReceived', () => {
  test('RFC 5321 section 4.4', () => {
    const tls = 'TLSv1.3 with cipher TLS_AES_256_GCM_SHA384';
    expect(formatReceived(envelope({ client: { protocol: 'ESMTPS', tls } }), 'mail.example.com', 'ID1', DATE)).toBe(
      'Received: from client.example.org ([192.0.2.1])\r\n' +
        '\t(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384)\r\n' +
        '\tby mail.example.com with ESMTPS id ID1\r\n' +
        '\tfor <bob@example.com>;\r\n' +
        `\t${DATE}\r\n`,
    );
  });

  test.each([
    ['client.example.org', '2001:db8::1', 'client.example.org ([IPv6:2001:db8::1])'],
    ['[192.0.2.7]', '192.0.2.1', '[192.0.2.7] ([192.0.2.1])'],
    ['x);evil', '192.0.2.1', '[192.0.2.1] ([192.0.2.1])'],
    ['(comment', '192.0.2.1', '[192.0.2.1] ([192.0.2.1])'],
    ['client', '', 'client'],
    ['a b', '', 'localhost'],
  ])('client %s at %s', (name, address, shown) => {
    const header = formatReceived(envelope({ client: { name, address } }), 'mail.example.com', 'ID1', DATE);
    expect(header.split('\r\n')[0]).toBe(`Received: from ${shown}`);
  });

  test('several recipients do not learn of each other', () => {
    const recipients = ['bob@example.com', 'carol@example.com'];
    expect(formatReceived(envelope({ recipients }), 'mail.example.com', 'ID1', DATE)).not.toContain('for');
  });

  test('the name of the client, where it was checked', () => {
    const header = (hostName: string) => formatReceived(envelope(), 'h', 'ID1', DATE, { hostName });
    expect(header('mx.example.org')).toMatch(
      /^Received: from client\.example\.org \(mx\.example\.org \[192\.0\.2\.1\]\)/,
    );
    expect(header('x) (y')).toMatch(/^Received: from client\.example\.org \(\[192\.0\.2\.1\]\)/);
  });

  test('RFC 6710 section 4.1: the priority', () => {
    const header = formatReceived(envelope({ priority: -3 }), 'h', 'ID1', DATE);
    expect(header).toContain('\tby h with ESMTP id ID1\r\n\tfor <bob@example.com> PRIORITY -3;\r\n');
  });

  test('an address beyond ASCII is shown only where UTF-8 is asked for', () => {
    const recipients = ['jörg@example.com'];
    expect(formatReceived(envelope({ recipients }), 'h', 'ID1', DATE)).not.toContain('for');
    expect(formatReceived(envelope({ recipients, smtpUtf8: true }), 'h', 'ID1', DATE)).toContain('for <jörg@');
  });
});

test.each([
  [Date.UTC(2026, 7, 6, 7, 5), 120, 'Thu, 6 Aug 2026 09:05:00 +0200'],
  [Date.UTC(2026, 0, 1, 0, 30), -210, 'Wed, 31 Dec 2025 21:00:00 -0330'],
  [0, 0, 'Thu, 1 Jan 1970 00:00:00 +0000'],
])('formatDate %i %i', (ms, offset, text) => {
  expect(formatDate(ms, offset)).toBe(text);
});

test('formatMissingFields adds what is missing and nothing else', () => {
  const none = { from: false, date: false, messageId: false };
  expect(formatMissingFields(none, envelope(), 'mail.example.com', 'ID1', DATE)).toBe('');
  const all = { from: true, date: true, messageId: true };
  expect(formatMissingFields(all, envelope(), 'mail.example.com', 'ID1', DATE)).toBe(
    `From: <alice@example.org>\r\nDate: ${DATE}\r\nMessage-ID: <id1@mail.example.com>\r\n`,
  );
});
