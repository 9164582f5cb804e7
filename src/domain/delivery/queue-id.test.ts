import { expect, test } from 'vitest';
import { createQueueIds } from './queue-id.ts';

test('ascending and different, although the clock stands still or goes back', () => {
  let nowMs = Date.UTC(2026, 7, 6);
  const next = createQueueIds({ nowMs: () => nowMs, monotonicMs: () => 0 }, 'A7');
  const ids = [next(), next(), next()];
  nowMs -= 3_600_000;
  ids.push(next());
  nowMs += 7_200_000;
  ids.push(next());
  expect(new Set(ids).size).toBe(ids.length);
  expect([...ids].sort()).toEqual(ids);
  for (const id of ids) expect(id).toMatch(/^[0-9A-Z]{10}A7$/);
});
