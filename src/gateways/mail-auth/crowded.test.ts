import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startMailAuth, type TestMailAuth } from '../../../test/support/mail-auth.ts';
import { Failure } from '../../base/failure.ts';
import { AuthThread } from './auth-thread.ts';

const MESSAGE = 'From: alice@example.com\r\nSubject: hello\r\n\r\nHello.\r\n';
/** Nobody knows whether the author stands behind it: neither a failure nor a message without author. */
const UNKNOWN = {
  dkim: [],
  dmarc: { result: 'temperror', domain: 'example.com', policy: 'reject', disposition: 'none' },
};
const TASKS_AT_ONCE = 64;

let office: TestMailAuth;

beforeEach(() => {
  office = startMailAuth({ timeoutMs: 500 });
  office.names.set('TXT', '_dmarc.example.com', 'v=DMARC1; p=reject');
});
afterEach(async () => {
  vi.restoreAllMocks();
  await office[Symbol.asyncDispose]();
});

test('of a message that no thread has read the author is known', async () => {
  vi.spyOn(AuthThread.prototype, 'run').mockRejectedValueOnce(new Failure('unavailable', 'the thread is gone'));
  expect(await office.verify(MESSAGE)).toMatchObject(UNKNOWN);
});

test('a message waits for its turn no longer than it has time', async () => {
  vi.spyOn(AuthThread.prototype, 'run').mockReturnValue(new Promise(() => {}));
  for (let number = 0; number < TASKS_AT_ONCE; number += 1) void office.verify(MESSAGE);
  expect(await office.verify(MESSAGE)).toMatchObject(UNKNOWN);
});
