import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { DomainId } from '../../../domain/ports/ids.ts';
import { type IdStream, idsOf, unionOf } from './id-stream.ts';

const DOMAIN = 1 as DomainId;
const id = fc.integer({ min: 1, max: 40 });

/** All that a stream has, a slice at a time. */
async function readAll(stream: IdStream<number>, limit: number): Promise<readonly number[]> {
  const all: number[] = [];
  for (;;) {
    const slice = await stream.read(DOMAIN, all.at(-1) ?? 0, limit);
    all.push(...slice);
    if (slice.length < limit) return all;
  }
}

test('a union has each id of its streams once, in order, whatever the slices', async () => {
  const lists = fc.array(fc.array(id, { maxLength: 20 }), { maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(lists, fc.integer({ min: 1, max: 7 }), async (each, limit) => {
      const expected = [...new Set(each.flat())].sort((a, b) => a - b);
      expect(await readAll(unionOf(each.map((ids) => idsOf(ids))), limit)).toEqual(expected);
    }),
    { seed: 7, numRuns: 200 },
  );
});

test('a slice begins behind an id, also behind one that is not in it', async () => {
  const stream = unionOf([idsOf([9, 3]), idsOf([6])]);
  expect(await stream.read(DOMAIN, 3, 9)).toEqual([6, 9]);
  expect(await stream.read(DOMAIN, 5, 1)).toEqual([6]);
  expect(await stream.read(DOMAIN, 9, 9)).toEqual([]);
});
