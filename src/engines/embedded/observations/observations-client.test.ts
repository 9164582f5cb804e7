/** The main side alone: an observer that a test plays. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type LogFields, silentLogger } from '../../../base/log.ts';
import { BATCH_MS, BATCH_SIZE, MAX_UNWRITTEN_BATCHES, MAX_WAITING } from './limits.ts';
import type { ObservationsClient } from './observations-client.ts';
import type { LinkListener } from './observer-link.ts';
import { openObservations } from './open.ts';
import type { ToObserver } from './protocol.ts';

const posted: ToObserver[] = [];
const warned: LogFields[] = [];
const listeners: LinkListener[] = [];
let nowMs = 0;
let observations: ObservationsClient;
let directory: string;

beforeEach(async () => {
  vi.useFakeTimers();
  for (const list of [posted, warned, listeners]) list.length = 0;
  nowMs = 0;
  directory = await mkdtemp(join(tmpdir(), 'mailroom-observations-'));
  observations = openObservations({
    directory,
    clock: { nowMs: () => nowMs, monotonicMs: () => nowMs },
    log: { ...silentLogger, warn: (fields) => warned.push(fields), error: (fields) => warned.push(fields) },
    openLink: (_data, listener) => {
      listeners.push(listener);
      return { post: (message) => posted.push(message) };
    },
  });
});

afterEach(async () => {
  vi.useRealTimers();
  await rm(directory, { recursive: true, force: true });
});

function trace(count: number): void {
  for (let at = 0; at < count; at += 1) observations.trace({ queueId: `Q${at}`, atMs: at, kind: 'k', facts: {} });
}

function batches(): number[] {
  return posted.flatMap((message) => (message.kind === 'write' ? [message.batch.length] : []));
}

const written = { kind: 'written', lost: null } as const;

test('a batch goes when it is full, or after a while', () => {
  trace(BATCH_SIZE - 1);
  expect(batches()).toEqual([]);
  trace(2);
  expect(batches()).toEqual([BATCH_SIZE]);
  trace(3);
  vi.advanceTimersByTime(BATCH_MS - 1);
  expect(batches()).toHaveLength(1);
  vi.advanceTimersByTime(1);
  expect(batches()).toEqual([BATCH_SIZE, 4]);
});

test('what the thread does not take in time waits, and beyond the bound it is dropped and told of once', () => {
  const sent = MAX_UNWRITTEN_BATCHES * BATCH_SIZE;
  trace(sent + MAX_WAITING);
  expect(batches()).toEqual(Array.from({ length: MAX_UNWRITTEN_BATCHES }, () => BATCH_SIZE));
  expect(warned).toEqual([]);
  trace(5);
  expect(warned).toEqual([{ lost: 1, because: 'they come faster than they can be written' }]);
  for (let count = 0; count < MAX_WAITING / BATCH_SIZE; count += 1) listeners[0]?.receive(written);
  expect(batches().reduce((sum, size) => sum + size)).toBe(sent + MAX_WAITING);
  // A minute later the others are told of.
  for (let count = 0; count < MAX_UNWRITTEN_BATCHES; count += 1) listeners[0]?.receive(written);
  nowMs += 60_000;
  listeners[0]?.receive({ kind: 'written', lost: { count: 500, because: 'disk full' } });
  expect(warned[1]).toEqual({ lost: 504, because: 'disk full' });
});

test('what came too early for a batch goes when the thread has written one', () => {
  trace(MAX_UNWRITTEN_BATCHES * BATCH_SIZE);
  trace(7);
  vi.advanceTimersByTime(BATCH_MS);
  expect(batches()).toHaveLength(MAX_UNWRITTEN_BATCHES);
  listeners[0]?.receive(written);
  expect(batches().at(-1)).toBe(7);
});

test('a question sees what was observed before it', async () => {
  trace(3);
  const asked = observations.tallies('t', 'd');
  expect(posted.map(({ kind }) => kind)).toEqual(['write', 'ask']);
  listeners[0]?.receive({ kind: 'answer', id: 1, value: [] });
  expect(await asked).toEqual([]);
});

test('a thread that breaks is started again, not at once, and its questions fail', async () => {
  const asked = observations.note('t', 'k');
  listeners[0]?.ended('it broke');
  await expect(asked).rejects.toMatchObject({ code: 'unavailable' });
  await expect(observations.note('t', 'k')).rejects.toMatchObject({ code: 'unavailable' });
  trace(1);
  vi.advanceTimersByTime(BATCH_MS);
  expect(batches()).toEqual([]);
  nowMs += 5000;
  vi.advanceTimersByTime(5000);
  expect(listeners).toHaveLength(2);
  expect(batches()).toEqual([1]);
  expect(warned).toEqual([{ error: 'it broke' }]);
});

test('keys are bounded', () => {
  const keys = Array.from({ length: 5000 }, () => 'k'.repeat(1000));
  observations.trace({ queueId: 'Q', atMs: 1, kind: 'k', facts: {}, keys });
  vi.advanceTimersByTime(BATCH_MS);
  const [message] = posted;
  const observed = message?.kind === 'write' ? message.batch[0] : undefined;
  const kept = observed?.kind === 'trace' ? (observed.event.keys ?? []) : [];
  expect([kept.length, kept[0]?.length]).toEqual([1000, 320]);
});
