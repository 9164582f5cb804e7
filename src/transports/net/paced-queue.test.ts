import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { PacedQueue } from './paced-queue.ts';

describe('work that can wait', () => {
  test('is done in its order, and not in the turn in which it came', async () => {
    const done: number[] = [];
    const queue = new PacedQueue();
    for (const piece of [1, 2, 3]) queue.push(() => done.push(piece));
    expect(done).toEqual([]);
    await nextTurn();
    expect(done).toEqual([1, 2, 3]);
  });

  test('lets others have their turn between the pieces', async () => {
    let done = 0;
    const queue = new PacedQueue();
    for (let i = 0; i < 1000; i++) queue.push(() => done++);
    await nextTurn();
    expect(done).toBeGreaterThan(0);
    expect(done).toBeLessThan(200);
    for (let turns = 0; done < 1000 && turns < 1000; turns++) await nextTurn();
    expect(done).toBe(1000);
  });

  test('may bring more work', async () => {
    const done: string[] = [];
    const queue = new PacedQueue();
    queue.push(() => {
      done.push('first');
      queue.push(() => done.push('second'));
    });
    await nextTurn();
    await nextTurn();
    expect(done).toEqual(['first', 'second']);
    queue.push(() => done.push('later'));
    await nextTurn();
    expect(done).toEqual(['first', 'second', 'later']);
  });
});
