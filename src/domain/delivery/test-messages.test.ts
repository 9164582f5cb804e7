import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { HOSTNAME, type Office, openOffice } from '../../../test/support/smtp-office.ts';
import { systemClock } from '../../base/clock.ts';
import { silentLogger } from '../../base/log.ts';
import { type Caller, SYSTEM } from '../access/caller.ts';
import type { Receiving } from './receiving.ts';
import { createTestMessages, type TestMessages } from './test-messages.ts';

let office: Office;
let tests: TestMessages;
const refused = vi.fn<Receiving['refused']>();

beforeAll(async () => {
  office = await openOffice();
  const { store, settings } = office;
  const receiving = {
    resolveRecipient: office.receiving.resolveRecipient,
    begin: office.receiving.begin,
    nextQueueId: office.receiving.nextQueueId,
    refused,
  };
  tests = createTestMessages({
    ...{ receiving, store, settings, clock: systemClock, hostname: HOSTNAME, log: silentLogger },
  });
});
afterAll(() => office[Symbol.asyncDispose]());

async function as(userId: string): Promise<Caller> {
  return { ...SYSTEM, reach: { ...SYSTEM.reach, account: await office.account(userId) } };
}

test('of the server itself it comes from admin, and is filed', async () => {
  const sent = await tests.send(SYSTEM, 'alice');
  expect(sent).toMatchObject({ from: 'admin@example.test', to: 'alice@example.test', isTaken: true });
  const [message] = (await office.messages('alice')).slice(-1);
  expect(message).toContain('Subject: A test of mail.example.test\r\n');
  expect(message).toContain('Auto-Submitted: auto-generated\r\n');
  expect(message).toContain(sent.queueId);
});

test('whoever names nobody writes to himself, in his own name', async () => {
  const sent = await tests.send(await as('alice'), null);
  expect(sent).toMatchObject({ from: 'alice@example.test', to: 'alice@example.test', isTaken: true });
});

test('one to another server is queued', async () => {
  const { to, isTaken, queueId } = await tests.send(SYSTEM, 'carol@example.org');
  expect({ to, isTaken }).toEqual({ to: 'carol@example.org', isTaken: true });
  expect(await office.store.reader().queue.findByQueueId(queueId)).toHaveLength(1);
});

test('one that nobody takes is in the trace, with the reason', async () => {
  const sent = await tests.send(SYSTEM, 'nobody@example.test');
  expect(sent.isTaken).toBe(false);
  expect(refused).toHaveBeenLastCalledWith(
    sent.queueId,
    expect.objectContaining({ recipient: 'nobody@example.test', reason: 'unknown-recipient' }),
  );
});

test('what is nobody and no address is refused', async () => {
  await expect(tests.send(SYSTEM, 'nobody')).rejects.toMatchObject({ code: 'not-found' });
  await expect(tests.send(SYSTEM, 'a@b@')).rejects.toMatchObject({ code: 'invalid', detail: { field: 'to' } });
});
