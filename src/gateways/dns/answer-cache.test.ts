import { expect, test } from 'vitest';
import { AnswerCache } from './answer-cache.ts';

const clock = { nowMs: () => 0, monotonicMs: () => 0 };
const limits = { answers: 100, bytes: 1000, weigh: (answer: string) => answer.length };
const settled = () => new Promise((resolve) => setImmediate(resolve));

test('large answers make room for each other, the oldest first', async () => {
  const cache = new AnswerCache<string>(clock, limits);
  for (const key of ['a', 'b', 'c', 'd'])
    await cache.get(
      key,
      async () => 'x'.repeat(400),
      () => 60,
    );
  await settled();
  expect(cache.size).toBe(2);
  let asked = 0;
  const ask = async () => `${(asked += 1)}`;
  await cache.get('d', ask, () => 60);
  expect(asked).toBe(0);
  await cache.get('a', ask, () => 60);
  expect(asked).toBe(1);
});

test('what was thrown out, asked again or failed weighs nothing', async () => {
  const cache = new AnswerCache<string>(clock, limits);
  for (let round = 0; round < 50; round++) {
    await cache.get(
      'a',
      async () => 'x'.repeat(300),
      () => 0,
    );
    await cache
      .get(
        'b',
        async () => Promise.reject(new Error('no')),
        () => 60,
      )
      .catch(() => {});
    await settled();
  }
  await cache.get(
    'c',
    async () => 'x'.repeat(600),
    () => 60,
  );
  await settled();
  expect(cache.size).toBe(2);
});

test('one that is larger than all room is given, and not kept', async () => {
  const cache = new AnswerCache<string>(clock, limits);
  expect(
    await cache.get(
      'a',
      async () => 'x'.repeat(2000),
      () => 60,
    ),
  ).toHaveLength(2000);
  await settled();
  expect(cache.size).toBe(0);
});
