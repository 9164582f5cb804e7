import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test, vi } from 'vitest';
import { silentLogger } from '../../base/log.ts';
import { AuthThread } from './auth-thread.ts';

const TASK = { kind: 'verify', nowMs: 0 } as const;
const ask = () => Promise.resolve({ kind: 'none', isNxDomain: true, isAuthenticated: false } as const);
const message = async function* () {
  yield Buffer.from('From: a@example.com\r\n\r\n');
};

afterEach(() => {
  vi.useRealTimers();
});

/** A thread that runs this instead. */
function threadOf(script: string): AuthThread {
  return new AuthThread(silentLogger, new URL(`data:text/javascript,${encodeURIComponent(script)}`));
}

const DEAF = "import { parentPort } from 'node:worker_threads'; parentPort.on('message', () => {});";

test('a thread that does not even say that it has stopped is ended, with all that it was doing', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const thread = threadOf(DEAF);
  const patient = thread.run(TASK, message(), ask, new AbortController().signal);
  const giving = new AbortController();
  const hasty = thread.run(TASK, message(), ask, giving.signal);
  giving.abort(new Error('enough'));
  await expect(hasty).rejects.toThrow('enough');
  expect(thread.isGone).toBe(false);
  await vi.advanceTimersByTimeAsync(2000);
  await expect(patient).rejects.toMatchObject({ code: 'unavailable' });
  expect(thread).toMatchObject({ isGone: true, load: 0 });
});

test('one that says so is not', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const thread = threadOf(
    "import { parentPort } from 'node:worker_threads'; parentPort.on('message', ({ kind, id }) => { if (kind === 'cancel') parentPort.postMessage({ kind: 'cancelled', id }); });",
  );
  const giving = new AbortController();
  const hasty = thread.run(TASK, message(), ask, giving.signal);
  giving.abort(new Error('enough'));
  await expect(hasty).rejects.toThrow('enough');
  await expect.poll(() => thread.load).toBe(0);
  await vi.advanceTimersByTimeAsync(5000);
  expect(thread.isGone).toBe(false);
  await thread.end();
});

test('no more of a message is sent than the thread takes', async () => {
  const thread = threadOf(DEAF);
  let sent = 0;
  const long = async function* () {
    for (let chunk = 0; chunk < 1000; chunk++) {
      sent += 65_536;
      yield Buffer.alloc(65_536);
    }
  };
  const running = thread.run(TASK, long(), ask, new AbortController().signal);
  await sleep(200);
  // One chunk more is made than is sent.
  expect(sent).toBeLessThanOrEqual(1024 * 1024 + 65_536);
  await thread.end();
  await expect(running).rejects.toMatchObject({ code: 'unavailable' });
});

test('a thread that cannot start fails its tasks', async () => {
  const thread = threadOf('throw new Error("no")');
  await expect(thread.run(TASK, message(), ask, new AbortController().signal)).rejects.toMatchObject({
    code: 'unavailable',
  });
  expect(thread.isGone).toBe(true);
});
