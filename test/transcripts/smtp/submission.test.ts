import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SYSTEM } from '../../../src/domain/access/caller.ts';
import { RawClient } from '../../support/raw-client.ts';
import { connectClient, type Office, openOffice, PASSWORD, SmtpTestClient } from '../../support/smtp-office.ts';
import type { TestListener } from '../../support/test-listener.ts';

let office: Office;
let starttls: TestListener;
let implicit: TestListener;

beforeAll(async () => {
  office = await openOffice();
  await office.addAlias('sales', [{ kind: 'user', account: await office.account('alice') }]);
  starttls = await office.listen('submission');
  implicit = await office.listen('submission', { security: 'implicit-tls' });
});
afterAll(async () => {
  await starttls[Symbol.asyncDispose]();
  await implicit[Symbol.asyncDispose]();
  await office[Symbol.asyncDispose]();
});

const base64 = (text: string) => Buffer.from(text).toString('base64');

/** Inside TLS, after EHLO. */
async function connect(): Promise<SmtpTestClient> {
  const client = new SmtpTestClient(await RawClient.openTls(implicit.port));
  await client.reply();
  await client.ask('EHLO client.example.org');
  return client;
}

async function signIn(): Promise<SmtpTestClient> {
  const client = await connect();
  expect(await client.ask(`AUTH PLAIN ${base64(`\0alice\0${PASSWORD}`)}`)).toBe('235 2.7.0 Authentication succeeded');
  return client;
}

describe('signing in', () => {
  test('not in the clear', async () => {
    using client = await connectClient(starttls, '');
    expect(await client.ask('EHLO client.example.org')).not.toContain('AUTH');
    expect(await client.ask(`AUTH PLAIN ${base64(`\0alice\0${PASSWORD}`)}`)).toMatch(/^538 5\.7\.11 /);
    expect(await client.ask('MAIL FROM:<alice@example.test>')).toBe('530 5.7.0 Must issue a STARTTLS command first');
    expect(await client.ask('STARTTLS')).toMatch(/^220 /);
    await client.raw.startTls();
    expect(await client.ask('EHLO client.example.org')).toContain(
      '250 AUTH SCRAM-SHA-256-PLUS SCRAM-SHA-256 PLAIN LOGIN OAUTHBEARER XOAUTH2',
    );
    expect(await client.ask('MAIL FROM:<alice@example.test>')).toBe('530 5.7.0 Authentication required');
    expect(await client.ask(`AUTH PLAIN ${base64(`\0alice\0${PASSWORD}`)}`)).toMatch(/^235 /);
  });

  test('RFC 4954 section 4: not within a mail transaction', async () => {
    await office.settings.set(SYSTEM, 'submissionFrom', '127.0.0.1');
    try {
      using client = await connect();
      expect(await client.ask('MAIL FROM:<alice@example.test>')).toBe('250 2.1.0 Ok');
      expect(await client.ask('AUTH LOGIN')).toBe('503 5.5.1 Not within a mail transaction');
      await client.ask('RSET');
      expect(await client.ask('AUTH LOGIN')).toMatch(/^334 /);
    } finally {
      await office.settings.reset(SYSTEM, 'submissionFrom');
    }
  });

  test('LOGIN, and PLAIN without an initial response', async () => {
    using client = await connect();
    expect(await client.ask('AUTH LOGIN')).toBe(`334 ${base64('Username:')}`);
    expect(await client.ask(base64('alice'))).toBe(`334 ${base64('Password:')}`);
    expect(await client.ask(base64(PASSWORD))).toMatch(/^235 /);
    expect(await client.ask('AUTH LOGIN')).toBe('503 5.5.1 Already authenticated');
    using other = await connect();
    expect(await other.ask('AUTH PLAIN')).toBe('334 ');
    expect(await other.ask(base64(`\0alice@example.test\0${PASSWORD}`))).toMatch(/^235 /);
  });

  test('SCRAM-SHA-256: the last word of the server is one more challenge', async () => {
    using client = await connect();
    const bare = 'n=alice,r=rOprNGfwEbeRWgbNEkqO';
    const challenge = (await client.ask(`AUTH SCRAM-SHA-256 ${base64(`n,,${bare}`)}`)).slice(4);
    const first = Buffer.from(challenge, 'base64').toString();
    const [, nonce = '', salt = '', iterations = ''] = /^r=(.*),s=(.*),i=(.*)$/.exec(first) ?? [];
    const salted = pbkdf2Sync(PASSWORD, Buffer.from(salt, 'base64'), Number(iterations), 32, 'sha256');
    const clientKey = createHmac('sha256', salted).update('Client Key').digest();
    const storedKey = createHash('sha256').update(clientKey).digest();
    const authMessage = `${bare},${first},c=biws,r=${nonce}`;
    const signature = createHmac('sha256', storedKey).update(authMessage).digest();
    const proof = Buffer.from(clientKey.map((octet, i) => octet ^ (signature[i] ?? 0))).toString('base64');
    const final = await client.ask(base64(`c=biws,r=${nonce},p=${proof}`));
    expect(Buffer.from(final.slice(4), 'base64').toString()).toMatch(/^v=/);
    expect(await client.ask('')).toBe('235 2.7.0 Authentication succeeded');
  });

  test.each([
    ['AUTH FROB', '504 5.5.4 Not supported'],
    ['AUTH PLAIN ====', '501 5.5.2 Cannot read the response'],
    ['AUTH PLAIN !', '501 5.5.2 Cannot read the response'],
    [`AUTH PLAIN ${base64('\0alice\0wrong')}`, '535 5.7.8 Authentication failed'],
    [`AUTH PLAIN ${base64('\0nobody\0wrong')}`, '535 5.7.8 Authentication failed'],
    [`AUTH PLAIN ${base64(`bob\0alice\0${PASSWORD}`)}`, '535 5.7.8 Authentication failed'],
    [`AUTH PLAIN ${'A'.repeat(9000)}`, '501 5.5.2 Cannot read the response'],
    [`AUTH PLAIN ${'A'.repeat(13_000)}`, '500 5.5.2 Line is too long'],
  ])('%s', async (line, expected) => {
    using client = await connect();
    expect(await client.ask(line)).toBe(expected);
    expect(await client.ask('MAIL FROM:<alice@example.test>')).toBe('530 5.7.0 Authentication required');
  });

  test('given up', async () => {
    using client = await connect();
    await client.ask('AUTH LOGIN');
    expect(await client.ask('*')).toBe('501 5.7.0 Authentication cancelled');
  });

  test('not within a transaction', async () => {
    using client = await signIn();
    await client.ask('MAIL FROM:<alice@example.test>');
    expect(await client.ask('AUTH LOGIN')).toBe('503 5.5.1 Already authenticated');
  });

  test('guessing ends the session', async () => {
    using client = await connect();
    const said: string[] = [];
    // Some are refused unheard, when there were too many: they count as well.
    for (let i = 0; i < 20; i++) said.push(await client.ask(`AUTH PLAIN ${base64(`\0nobody\0wrong${i}`)}`));
    expect(said.every((reply) => /^(535 5\.7\.8|454 4\.7\.0) /.test(reply))).toBe(true);
    expect(await client.raw.rest()).toBe('421 4.7.0 Too many errors\r\n');
  });
});

describe('senders', () => {
  test.each([
    ['alice@example.test', '250 2.1.0 Ok'],
    ['alice+lists@example.test', '250 2.1.0 Ok'],
    ['sales@example.test', '250 2.1.0 Ok'],
    ['', '250 2.1.0 Ok'],
    ['bob@example.test', '550 5.7.1 The sender address is not one of yours'],
    ['postmaster@example.test', '550 5.7.1 The sender address is not one of yours'],
    ['nobody@example.test', '550 5.7.1 The sender address is not one of yours'],
    ['alice@example.org', '550 5.7.1 The sender address is not one of yours'],
  ])('MAIL FROM:<%s>', async (address, expected) => {
    using client = await signIn();
    expect(await client.ask(`MAIL FROM:<${address}>`)).toBe(expected);
  });

  test.each([
    ['From: alice@example.test', '250'],
    ['From: Alice <sales@example.test>', '250'],
    ['From: "sales@example.test" <alice@example.test>', '250'],
    ['From: sales@example.test <alice@example.test>', '250'],
    ['From: "bob@example.test" <alice@example.test>', '550 5.7.1 The name in From shows an address that is not yours'],
    ['From: bob@example.test <alice@example.test>', '550 5.7.1'],
    ['From: bob @ example.test <alice@example.test>', '550 5.6.0'],
    ['From: bob@example . test <alice@example.test>', '550 5.6.0'],
    ['From: alice @ example.test', '250'],
    ['From: alice@example.test, sales@example.test', '250'],
    ['From: alice@example.test\r\nSender: alice@example.test', '250'],
    ['From: bob@example.test', '550 5.7.1'],
    ['From: "alice@example.test" <bob@example.test>', '550 5.7.1'],
    ['From: alice@example.test, bob@example.test', '550 5.7.1'],
    ['From: Team: alice@example.test, bob@example.test;', '550 5.7.1'],
    ['From: alice@example.test\r\nSender: bob@example.test', '550 5.7.1'],
    ['From: alice@example.org', '550 5.7.1'],
    ['FROM : bob@example.test', '550 5.7.1'],
    ['From:\r\n bob@example.test', '550 5.7.1'],
    ['From: bob@example.test\r\nResent-From: alice@example.test', '550 5.7.1'],
    ['From: alice@example.test\r\nFrom: bob@example.test', '550 5.6.0'],
    ['From: alice@example.test\r\nfrom : alice@example.test', '550 5.6.0'],
    ['From: not an address', '550 5.6.0'],
    ['From:', '550 5.6.0'],
    ['From: alice@example.test bob@example.test', '550 5.6.0'],
    ['From: <alice@example.test', '250'],
  ])('%j', async (header, expected) => {
    using client = await signIn();
    await client.ask('MAIL FROM:<alice@example.test>');
    await client.ask('RCPT TO:<bob@example.test>');
    await client.ask('DATA');
    expect(await client.ask(`${header}\r\nSubject: x\r\n\r\ny\r\n.`)).toContain(expected);
  });
});

describe('messages', () => {
  test('what is missing of the header is added: RFC 6409 section 8', async () => {
    using client = await signIn();
    const said = await client.deliver('Subject: bare\r\n\r\nbody', ['bob@example.test'], 'alice@example.test');
    const queueId = said.slice(-12);
    const stored = (await office.messages('bob')).at(-1) ?? '';
    expect(stored).toMatch(/with ESMTPSA id /);
    expect(stored).toContain(`\r\nMessage-ID: <${queueId.toLowerCase()}@mail.example.test>\r\nSubject: bare\r\n`);
    expect(stored.match(/^Date: .+$/gm)).toHaveLength(1);
    expect(stored).toContain('\r\nFrom: <alice@example.test>\r\n');
  });

  test('what is there stays as it is', async () => {
    using client = await signIn();
    const text = 'Date: x\r\nMessage-ID: <1@x>\r\nFrom: alice@example.test\r\n\r\nbody\r\n';
    await client.deliver(text, ['bob@example.test'], 'alice@example.test');
    expect((await office.messages('bob')).at(-1)?.split(/[+-]\d{4}\r\n/)[1]).toBe(text + '\r\n');
  });

  test('a device of the allow-list submits without signing in', async () => {
    await office.settings.set(SYSTEM, 'submissionFrom', ['127.0.0.0/8']);
    using client = await connectClient(starttls);
    const said = await client.deliver('Subject: scan\r\n', ['bob@example.test'], 'scanner@example.test');
    expect(said).toMatch(/^250 /);
    expect((await office.messages('bob')).at(-1)).toMatch(
      /\r\nFrom: <scanner@example\.test>\r\nDate: .*\r\nMessage-ID: /,
    );
    await office.settings.reset(SYSTEM, 'submissionFrom');
    expect(await client.ask('MAIL FROM:<scanner@example.test>')).toMatch(/^530 /);
  });
});
