import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DueHeap, type DueItem } from './due-heap.ts';

test('the first is always the one that is due first, whatever is moved and taken out', () => {
  const step = fc.record({ item: fc.nat(30), dueMs: fc.nat(50), isRemoved: fc.nat(9).map((digit) => digit < 2) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200, size: 'max' }), (steps) => {
      const items = Array.from({ length: 31 }, (): DueItem => ({ dueMs: 0, heapIndex: -1 }));
      const heap = new DueHeap<DueItem>();
      for (const { item, dueMs, isRemoved } of steps) {
        const one = items[item] ?? expect.unreachable();
        if (isRemoved) heap.remove(one);
        else heap.set(one, dueMs);
        const inside = items.filter(({ heapIndex }) => heapIndex >= 0).map((each) => each.dueMs);
        expect(heap.first?.dueMs ?? Infinity).toBe(Math.min(Infinity, ...inside));
      }
      const drained: number[] = [];
      for (let first = heap.first; first !== undefined; first = heap.first) {
        drained.push(first.dueMs);
        heap.remove(first);
      }
      expect(drained).toEqual(drained.toSorted((a, b) => a - b));
    }),
    { seed: 1, numRuns: 1000 },
  );
});
