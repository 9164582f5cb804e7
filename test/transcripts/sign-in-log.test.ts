import { expect, test } from 'vitest';
import type { LogFields, Logger } from '../../src/base/log.ts';
import { RawClient } from '../support/raw-client.ts';
import { startTestServer, TEST_PASSWORD } from '../support/server.ts';

const PLAIN = Buffer.from(`\0alice\0${TEST_PASSWORD}`).toString('base64');

test('each sign-in is one line of the log, with its service and its connection', async () => {
  const lines: LogFields[] = [];
  await using server = await startTestServer({ log: recordSignIns(lines), users: ['alice'] });
  const { imap, pop3, submission } = server.ports;
  await say(imap, `a LOGIN alice "${TEST_PASSWORD}"`, 'b LOGOUT');
  await say(pop3, 'USER alice', `PASS ${TEST_PASSWORD}`, 'QUIT');
  await say(submission, 'HELO client.example.org', `AUTH PLAIN ${PLAIN}`, 'QUIT');
  expect(lines).toEqual(
    ['imap', 'pop3', 'submission'].map((service) => ({
      connection: expect.stringMatching(/./) as string,
      login: 'alice',
      peer: '127.0.0.1',
      service,
      userId: 'alice',
    })),
  );
});

function recordSignIns(lines: LogFields[], all: LogFields = {}): Logger {
  const record = (fields: LogFields, message: string) => {
    if (message === 'signed in') lines.push({ ...all, ...fields });
  };
  const child = (fields: LogFields) => recordSignIns(lines, { ...all, ...fields });
  return { debug: record, info: record, warn: record, error: record, child };
}

/** One command after the other, each with a line in reply, the last one until the server closes. */
async function say(port: number, ...commands: readonly string[]): Promise<void> {
  using client = await RawClient.open(port);
  await client.line();
  for (const command of commands) await client.ask(command);
  await client.rest();
}
