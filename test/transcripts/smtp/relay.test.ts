/** No open relay: the vectors of nmap's smtp-open-relay and of the old testers, to whom nothing is sent on. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectClient, type Office, openOffice } from '../../support/smtp-office.ts';
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
  await client.ask('MAIL FROM:<a@example.net>');
  expect(await client.ask('RCPT TO:<relaytest@example.org>')).toBe('550 5.7.1 Relaying is denied');
  await both[Symbol.asyncDispose]();
});

test('names that are no addresses of ours: programs, files, options', async () => {
  using client = await connectClient(mx);
  await client.ask('MAIL FROM:<a@example.net>');
  for (const recipient of [
    '"|touch x"@example.test',
    '"/etc/passwd"@example.test',
    '":include:/x"@example.test',
    '-f@example.test',
  ]) {
    expect(await client.ask(`RCPT TO:<${recipient}>`)).toBe('550 5.1.1 No such user here');
  }
});
