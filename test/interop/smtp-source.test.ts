/** Postfix's load generator: many sessions at once, each message once. */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { unpackPeer } from '../support/peers/peers.ts';
import { type InteropOffice, openInteropOffice } from './support/office.ts';
import { runProgram } from './support/programs.ts';

let office: InteropOffice;

beforeAll(async () => {
  office = await openInteropOffice('alice', 'bob');
});
afterAll(async () => {
  await office[Symbol.asyncDispose]();
});

test.for([
  ['LMTP over the socket', 'alice', '-L'],
  ['SMTP, a connection for each message', 'bob', '-d'],
] as const)('%s', async ([, userId, option], context) => {
  const postfix = await unpackPeer('postfix');
  if (!postfix.available) return context.skip(`postfix: ${postfix.reason}`);
  const usr = join(postfix.path, 'usr');
  const env = { LD_LIBRARY_PATH: `${usr}/lib/postfix:${usr}/lib/x86_64-linux-gnu:${usr}/lib/aarch64-linux-gnu` };
  const target = option === '-L' ? `unix:${office.server.lmtpSocket}` : `inet:127.0.0.1:${office.ports.smtp}`;
  const load = ['-s', '8', '-m', '400', '-l', '2000', '-f', 'a@example.org', '-t', `${userId}@example.test`];
  await runProgram(`${usr}/sbin/smtp-source`, [option, ...load, target], { ...office, env });
  const messages = await office.messages(userId);
  expect(messages).toHaveLength(400);
  const ids = messages.map((text) => /^Message-Id: (.*)\r$/im.exec(text)?.[1]);
  expect(new Set(ids).size).toBe(400);
});
