import { expect, test } from 'vitest';
import { Failure } from '../../../base/failure.ts';
import { createPasswordTurns, TURN_LIMITS } from './password-turns.ts';

const QUICK = { ...TURN_LIMITS, atOnce: 2, waiting: 10, ofAddress: 4, waitMs: 20, crowdedMs: 1000 };
const stranger = { peerAddress: '198.51.100.9', isTrustedPeer: false };
const away = new Failure('unavailable', 'away', { detail: { reason: 'remote-reach' } });
const queue = new Failure('unavailable', 'too many wait for a connection');

function open(more: Partial<typeof QUICK> = {}) {
  let nowMs = 0;
  const turns = createPasswordTurns({ nowMs: () => nowMs, monotonicMs: () => nowMs }, { ...QUICK, ...more });
  const released = Promise.withResolvers<string>();
  /** Works that last until they are released. */
  const hold = (count: number, peer = stranger) =>
    Array.from({ length: count }, () => turns.run(peer, () => released.promise));
  return {
    ...{ turns, hold, release: () => released.resolve('done') },
    pass: (ms: number) => {
      nowMs += ms;
    },
  };
}

test('who waits too long goes without, and those at work are not disturbed', async () => {
  const { turns, hold, release, pass } = open();
  const atWork = hold(2);
  expect(turns.isCrowded).toBe(false);
  expect(await turns.run(stranger, () => Promise.resolve('mine'))).toBeNull();
  expect(turns.isCrowded).toBe(true);
  release();
  expect(await Promise.all(atWork)).toEqual(['done', 'done']);
  expect(await turns.run(stranger, () => Promise.resolve('mine'))).toBe('mine');
  pass(QUICK.crowdedMs);
  expect(turns.isCrowded).toBe(false);
});

test('one address has only so many turns, at work or waiting; others, and those that are trusted, have theirs', async () => {
  const { turns, hold, release } = open({ waitMs: 60_000 });
  const first = hold(4);
  expect(await Promise.race(hold(1))).toBeNull();
  const others = [
    ...hold(1, { peerAddress: '198.51.100.8', isTrustedPeer: false }),
    ...hold(5, { peerAddress: '198.51.100.9', isTrustedPeer: true }),
  ];
  release();
  expect(await Promise.all([...first, ...others])).toEqual(Array.from({ length: 10 }, () => 'done'));
  expect(await turns.run(stranger, () => Promise.resolve('mine'))).toBe('mine');
});

test('where the queue is full whoever comes goes without', async () => {
  const { hold, release } = open({ waitMs: 60_000, waiting: 1, ofAddress: 100 });
  const waiting = hold(3);
  expect(await Promise.race(hold(1))).toBeNull();
  release();
  expect(await Promise.all(waiting)).toEqual(['done', 'done', 'done']);
});

test('what the server does is told; that others were before it at the connections is not its doing', async () => {
  const { turns } = open();
  await expect(turns.run(stranger, () => Promise.reject(away))).rejects.toBe(away);
  await expect(turns.run(stranger, () => Promise.reject(new TypeError('a bug')))).rejects.toThrow('a bug');
  expect(turns.isCrowded).toBe(false);
  expect(await turns.run(stranger, () => Promise.reject(queue))).toBeNull();
  expect(turns.isCrowded).toBe(true);
});
