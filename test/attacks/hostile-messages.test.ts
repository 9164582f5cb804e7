/** Messages made to hurt whoever takes them apart: accepted or refused in order, kept byte for byte, in nobody's way. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ENDPOINTS } from '../../src/wire/admin/endpoints.ts';
import { nestedMultiparts, repeated } from '../corpus/hostile.ts';
import { RawClient } from '../support/raw-client.ts';
import { type SpawnedServer, spawnServer, TEST_PASSWORD } from '../support/server.ts';
import { type Watch, watchOthers } from './support/watch-others.ts';

let server: SpawnedServer;

beforeAll(async () => {
  server = await spawnServer({ users: ['alice'] });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

const HOSTILE = {
  '500,000 header fields': () => repeated('Subject: x\r\n', 'X-A: b\r\n', 500_000, '\r\nbody\r\n'),
  '500,000 addresses': () => repeated('To: a@example.org', ',\r\n b@example.org', 500_000, '\r\n\r\nbody\r\n'),
  '500,000 Received fields': () => repeated('', 'Received: from a by b; x\r\n', 500_000, '\r\nbody\r\n'),
  '10,000 nested multiparts': () => nestedMultiparts(10_000),
  '10,000 nested messages': () =>
    repeated('', 'Content-Type: message/rfc822\r\n\r\n', 10_000, 'Subject: x\r\n\r\ny\r\n'),
  '1,000,000 empty parts': () =>
    repeated('Content-Type: multipart/mixed; boundary=b\r\n\r\n', '--b\r\n\r\n', 1_000_000, '--b--\r\n'),
  'a line of 40 MB': () => repeated('Subject: x\r\n\r\n', 'x', 40_000_000, '\r\n'),
  'a header line of 40 MB': () => repeated('Subject: ', 'x', 40_000_000, '\r\n\r\nbody\r\n'),
} as const;

const CASES = Object.entries(HOSTILE).map(([name, make]) => ({ name, make }));

describe.each(CASES)('$name', ({ make }) => {
  test('by SMTP: taken whole, or refused', async () => {
    using client = await RawClient.open(server.ports.smtp);
    await client.line();
    let reply = await client.ask('EHLO client.example.org');
    while (reply.startsWith('250-')) reply = await client.line();
    await client.ask('MAIL FROM:<a@example.org>');
    await client.ask('RCPT TO:<alice@example.test>');
    expect(await client.ask('DATA')).toMatch(/^354 /);
    const others = await watchOthers(server.ports.imap);
    for (const chunk of make()) await write(client, chunk);
    expect(await client.ask('.')).toMatch(/^(250 2\.0\.0|5\d\d 5\.\d\.\d) /);
    expect(await client.ask('NOOP')).toMatch(/^250 /);
    await tell(others);
  });

  test('by APPEND: comes back byte for byte, in parts and searched', async () => {
    const content = Buffer.concat([...make()]);
    using client = await signIn();
    client.send(`a APPEND INBOX {${content.length}+}\r\n`);
    const others = await watchOthers(server.ports.imap);
    await write(client, content);
    const [, uid] = /^a OK \[APPENDUID \d+ (\d+)\]/.exec(await client.ask('')) ?? [];
    expect(uid).toBeDefined();
    await answer(client, 'b SELECT INBOX', 'b');
    client.send(`c UID FETCH ${uid} (BODY.PEEK[])\r\n`);
    const [, size] = /\{(\d+)\}$/.exec(await client.line()) ?? [];
    expect(Number(size)).toBe(content.length);
    expect(Buffer.from(await client.bytes(content.length), 'latin1').equals(content)).toBe(true);
    expect(await client.line()).toBe(')');
    expect(await client.line()).toMatch(/^c OK /);
    for (const items of [
      'ENVELOPE BODYSTRUCTURE PREVIEW',
      'BODY.PEEK[1.1.1.1.MIME] BINARY.SIZE[1] BODY.PEEK[1.TEXT]',
    ]) {
      expect(await answer(client, `d UID FETCH ${uid} (${items})`, 'd')).toMatch(/^d (OK|NO) /);
    }
    expect(await answer(client, 'e UID SEARCH OR TEXT nothing HEADER X-A c', 'e')).toMatch(/^e OK /);
    expect(await answer(client, `f UID STORE ${uid} +FLAGS.SILENT (\\Deleted)`, 'f')).toMatch(/^f OK /);
    expect(await answer(client, `g UID EXPUNGE ${uid}`, 'g')).toMatch(/^g OK /);
    await tell(others);
  });
});

test('nothing is wrong with the store afterwards', async () => {
  expect(await server.admin.call(ENDPOINTS.check, { body: { repair: false } })).toMatchObject({ findings: [] });
});

async function tell(others: Watch): Promise<void> {
  process.stdout.write(`others waited ${Math.round(await others.end())} ms at most\n`);
}

async function signIn(): Promise<RawClient> {
  const client = await RawClient.open(server.ports.imap);
  await client.line();
  expect(await client.ask(`a LOGIN alice "${TEST_PASSWORD}"`)).toMatch(/^a OK /);
  return client;
}

async function answer(client: RawClient, command: string, tag: string): Promise<string> {
  let line = await client.ask(command);
  while (!line.startsWith(`${tag} `)) line = await client.line();
  return line;
}

async function write(client: RawClient, chunk: Buffer): Promise<void> {
  await new Promise<void>((resolve) => client.socket.write(chunk, () => resolve()));
}
