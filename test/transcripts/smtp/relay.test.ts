/** No open relay: the vectors of nmap's smtp-open-relay and of the old testers, to whom nothing is sent on. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { withDelays } from '../../../src/engines/contract/with-delays.ts';
import { connectClient, type Office, openOffice, PASSWORD } from '../../support/smtp-office.ts';
import type { TestListener } from '../../support/test-listener.ts';

let office: Office;
let mx: TestListener;
let submission: TestListener;

beforeAll(async () => {
  office = await openOffice();
  mx = await office.listen('mx');
  submission = await office.listen('submission', { settings: { cleartextAuthFrom: ['127.0.0.0/8'] } });
});
afterAll(async () => {
  await mx[Symbol.asyncDispose]();
  await submission[Symbol.asyncDispose]();
  await office[Symbol.asyncDispose]();
});

const SENDERS = [
  '',
  'antispam@example.org',
  'antispam@localhost',
  'antispam@example.test',
  'alice@example.test',
  'antispam@[127.0.0.1]',
  'antispam@mail.example.test',
];
const RECIPIENTS = [
  'relaytest@example.org',
  'relaytest%example.org@example.test',
  'relaytest%example.org@[127.0.0.1]',
  '"relaytest@example.org"',
  '"relaytest%example.org"',
  'relaytest@example.org@example.test',
  '"relaytest@example.org"@example.test',
  'relaytest@example.org@[127.0.0.1]',
  '@example.test:relaytest@example.org',
  '@[127.0.0.1]:relaytest@example.org',
  'example.org!relaytest',
  'example.org!relaytest@[127.0.0.1]',
  'example.org!relaytest@example.test',
  'relaytest@[127.0.0.1]',
  'relaytest@example.org.',
  'relaytest@localhost',
  'relaytest@mail.example.test.example.org',
  '<relaytest@example.org>',
  'alice@example.test,relaytest@example.org',
  'alice@example.test\u0000@example.org',
];

test.each(SENDERS)('from <%s>', async (sender) => {
  for (const recipient of RECIPIENTS) {
    using client = await connectClient(mx);
    const said = await client.ask(`MAIL FROM:<${sender}>`);
    expect(said.slice(0, 3)).toMatch(/^(250|501)$/);
    expect(await client.ask(`RCPT TO:<${recipient}>`), recipient).toMatch(/^5/);
  }
});

test('after a failed AUTH nothing has changed', async () => {
  using client = await connectClient(submission);
  const wrong = Buffer.from('\0alice\0wrong').toString('base64');
  expect(await client.ask(`AUTH PLAIN ${wrong}`)).toBe('535 5.7.8 Authentication failed');
  expect(await client.ask('MAIL FROM:<alice@example.test>')).toMatch(/^530 /);
  expect(await client.ask('RCPT TO:<relaytest@example.org>')).toMatch(/^503 /);
});

test('a client that an IPv6 socket shows as ::ffff:127.0.0.1 is nobody special', async () => {
  const both = await office.listen('mx', { overrides: { endpoint: { port: 0, host: '::' } } });
  using client = await connectClient(both);
  await client.ask('MAIL FROM:<a@example.org>');
  expect(await client.ask('RCPT TO:<relaytest@example.org>')).toBe('550 5.7.1 Relaying is denied');
  await both[Symbol.asyncDispose]();
});

test('names that are no addresses of ours: programs, files, options', async () => {
  using client = await connectClient(mx);
  await client.ask('MAIL FROM:<a@example.org>');
  for (const recipient of [
    '"|touch x"@example.test',
    '"/etc/passwd"@example.test',
    '":include:/x"@example.test',
    '-f@example.test',
  ]) {
    expect(await client.ask(`RCPT TO:<${recipient}>`)).toBe('550 5.1.1 No such user here');
  }
});

test('unknown recipients count for all connections of a network together', async () => {
  await using guarded = await openOffice();
  guarded.force('smtpUnknownRecipientsPerAddressMinute', 3);
  await using listener = await guarded.listen('mx', { settings: { trustedNetworks: [] } });
  const greet = async () => {
    const client = await connectClient(listener);
    await client.ask('MAIL FROM:<a@example.net>');
    return client;
  };
  for (const name of ['anna', 'bert', 'carl']) {
    using client = await greet();
    expect(await client.ask('RCPT TO:<bob@example.test>')).toMatch(/^250 /);
    expect(await client.ask(`RCPT TO:<${name}@example.test>`)).toBe('550 5.1.1 No such user here');
  }
  // From now on nobody is told who exists; a server that had bad luck comes back.
  for (const name of ['bob', 'dora']) {
    using client = await greet();
    expect(await client.ask(`RCPT TO:<${name}@example.test>`)).toBe(
      '421 4.7.0 Too many unknown recipients, come back later',
    );
    expect(await client.raw.rest()).toBe('');
  }
  await using lmtp = await guarded.listen('lmtp');
  using local = await connectClient(lmtp, 'LHLO localhost');
  await local.ask('MAIL FROM:<a@example.net>');
  for (let i = 0; i < 5; i += 1) expect(await local.ask(`RCPT TO:<x${i}@example.test>`)).toMatch(/^550 5\.1\.1 /);
});

test('addresses tried at once tell no more than those tried one after the other', async () => {
  // All are looked up before the first is answered.
  await using guarded = await openOffice({ wrap: (store) => withDelays(store, () => sleep(50)) });
  guarded.force('smtpUnknownRecipientsPerAddressMinute', 2);
  await using listener = await guarded.listen('mx', { settings: { trustedNetworks: [] } });
  const replies = await Promise.all(
    Array.from({ length: 8 }, async (_, i) => {
      using client = await connectClient(listener);
      await client.ask('MAIL FROM:<a@example.net>');
      return await client.ask(`RCPT TO:<x${i}@example.test>`);
    }),
  );
  expect(replies.filter((reply) => reply.startsWith('550')).length).toBe(2);
  expect(replies.filter((reply) => reply.startsWith('421')).length).toBe(6);
});

test('who has signed in may err', async () => {
  await using guarded = await openOffice();
  guarded.force('smtpUnknownRecipientsPerAddressMinute', 1);
  await using listener = await guarded.listen('submission', { settings: { cleartextAuthFrom: ['127.0.0.0/8'] } });
  using client = await connectClient(listener);
  await client.ask(`AUTH PLAIN ${Buffer.from(`\0alice\0${PASSWORD}`).toString('base64')}`);
  await client.ask('MAIL FROM:<alice@example.test>');
  for (let i = 0; i < 3; i += 1) expect(await client.ask(`RCPT TO:<x${i}@example.test>`)).toMatch(/^550 5\.1\.1 /);
});
