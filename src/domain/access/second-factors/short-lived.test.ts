import { expect, test } from 'vitest';
import { VirtualTime } from '../../../../test/support/virtual-time.ts';
import type { AccountId } from '../../ports/ids.ts';
import { ShortLived } from './short-lived.ts';

const [ANN, BOB] = [1, 2] as AccountId[] as [AccountId, AccountId];
const MINUTE_MS = 60_000;

test('a name is good once, for five minutes', async () => {
  const clock = new VirtualTime(0);
  const waiting = new ShortLived<string>(clock);
  const [first, second] = [waiting.add(ANN, 'a'), waiting.add(ANN, 'b')];
  expect(Buffer.from(first, 'base64url')).toHaveLength(32);
  expect(first).not.toBe(second);
  expect(waiting.take(first)).toMatchObject({ account: ANN, value: 'a' });
  expect(waiting.take(first)).toBeNull();
  await clock.advance(5 * MINUTE_MS - 1);
  const late = waiting.take(second);
  expect(late).toMatchObject({ value: 'b' });
  // Put back for another try it ends when it would have.
  if (late !== null) waiting.putBack(second, { ...late, value: 'c' });
  await clock.advance(1);
  expect(waiting.take(second)).toBeNull();
  expect(waiting.take('')).toBeNull();
});

test('of one account ten, and then the oldest goes; those of others stay', () => {
  const waiting = new ShortLived<number>(new VirtualTime(0));
  const others = waiting.add(BOB, -1);
  const names = Array.from({ length: 12 }, (_, i) => waiting.add(ANN, i));
  expect(names.map((name) => waiting.take(name)?.value)).toEqual([
    undefined,
    undefined,
    2,
    3,
    4,
    5,
    6,
    7,
    8,
    9,
    10,
    11,
  ]);
  expect(waiting.take(others)?.value).toBe(-1);
});

test('of all accounts ten thousand', () => {
  const waiting = new ShortLived<number>(new VirtualTime(0));
  const names = Array.from({ length: 10_001 }, (_, i) => waiting.add(i as AccountId, i));
  expect(names.filter((name) => waiting.take(name) !== null)).toHaveLength(10_000);
});
