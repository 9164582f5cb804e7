/** Clients of SMTP that keep the server busy without bringing a message. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SYSTEM } from '../../../src/domain/access/caller.ts';
import { connectClient, type Office, openOffice, type SmtpTestClient } from '../../support/smtp-office.ts';
import type { TestListener } from '../../support/test-listener.ts';

let office: Office;
let mx: TestListener;
let lmtp: TestListener;

beforeAll(async () => {
  office = await openOffice();
  mx = await office.listen('mx');
  lmtp = await office.listen('lmtp');
});
afterAll(async () => {
  await mx[Symbol.asyncDispose]();
  await lmtp[Symbol.asyncDispose]();
  await office[Symbol.asyncDispose]();
});

async function beginMessage(listener: TestListener, hello?: string): Promise<SmtpTestClient> {
  const client = await connectClient(listener, hello);
  await client.ask('MAIL FROM:<a@example.org>');
  await client.ask('RCPT TO:<bob@example.test>');
  return client;
}

test.each(['RSET', 'NOOP', 'EHLO x', 'HELP', 'VRFY bob'])('%s without end', async (line) => {
  using client = await connectClient(mx);
  // The greeting was the first.
  for (let i = 2; i <= 100; i += 1) expect(await client.ask(line)).toMatch(/^2/);
  expect(await client.ask(line)).toBe('421 4.7.0 Too many commands without a message');
  expect(await client.raw.rest()).toBe('');
});

test('empty chunks without end', async () => {
  using client = await beginMessage(mx);
  for (let i = 2; i <= 100; i += 1) expect(await client.ask('BDAT 0')).toBe('250 2.0.0 0 octets received');
  expect(await client.ask('BDAT 0')).toMatch(/^421 4\.7\.0 /);
});

test('a message that is delivered makes up for them; recipients do not count, nor does LMTP', async () => {
  using client = await connectClient(mx);
  for (let round = 0; round < 2; round += 1) {
    for (let i = 0; i < 90; i += 1) await client.ask('RSET');
    await expect(client.deliver('Subject: x', Array<string>(110).fill('bob@example.test'))).resolves.toMatch(/^250 /);
  }
  using local = await connectClient(lmtp, 'LHLO x');
  for (let i = 0; i < 300; i += 1) expect(await local.ask('RSET')).toBe('250 2.0.0 Ok');
});

test('a message in chunks that does not go on is given up, whatever is said in between', async () => {
  using client = await beginMessage(lmtp, 'LHLO x');
  client.send('BDAT 12\r\nSubject: x\r\n');
  expect(await client.reply()).toMatch(/^250 /);
  while (!client.raw.hasEnded) {
    client.send('NOOP\r\n');
    await lmtp.passTime(10_000);
  }
  expect(await client.raw.rest()).toMatch(/\r\n421 4\.4\.2 Data comes too slowly\r\n$/);
});

test.each([
  ['given up', 'RSET'],
  ['ended by another greeting', 'LHLO x'],
  ['finished', 'BDAT 0 LAST'],
])('once that message is %s, only silence counts', async (_, line) => {
  using client = await beginMessage(lmtp, 'LHLO x');
  client.send('BDAT 12\r\nSubject: x\r\n');
  expect(await client.reply()).toMatch(/^250 /);
  expect(await client.ask(line)).toMatch(/^250/);
  for (let i = 0; i < 40; i += 1) {
    expect(await client.ask('NOOP')).toMatch(/^250/);
    await lmtp.passTime(10_000);
  }
});

test('messages held half in memory by one network do not keep others from theirs', async () => {
  await office.settings.set(SYSTEM, 'maxStagedBytes', '16M');
  await using strangers = await office.listen('mx', { settings: { trustedNetworks: [] } });
  using held = new DisposableStack();
  const chunk = `Subject: x\r\n\r\n${`${'a'.repeat(998)}\r\n`.repeat(270)}`;
  for (let i = 0; i < 20; i += 1) {
    const client = held.use(await beginMessage(strangers));
    client.send(`BDAT ${chunk.length}\r\n${chunk}`);
    await client.reply();
  }
  using stranger = await beginMessage(strangers);
  expect(await stranger.ask('DATA')).toBe('452 4.3.1 Too many messages at once, try again later');
  await stranger.ask('RSET');
  using trusted = await connectClient(mx);
  expect(await trusted.deliver('Subject: x', ['bob@example.test'])).toMatch(/^250 /);
  using local = await connectClient(lmtp, 'LHLO x');
  expect(await local.deliver('Subject: x', ['bob@example.test'])).toMatch(/^250 /);
  held.dispose();
  // What they held is free when the server has seen the end.
  await expect.poll(() => strangers.connections).toBe(1);
  expect(await stranger.deliver('Subject: x', ['bob@example.test'])).toMatch(/^250 /);
});
