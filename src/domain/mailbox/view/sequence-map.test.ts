import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Uid } from '../../ports/ids.ts';
import { expungedBetween } from './map-difference.ts';
import { MAX_RUN } from './run.ts';
import { type MappedEntry, SequenceMap } from './sequence-map.ts';

const entry = (uid: number, system = uid % 32, keywords = uid % 7 === 0 ? `k${uid % 3}` : ''): MappedEntry => ({
  uid,
  system,
  keywords,
});
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => entry(from + i));

function contents(map: SequenceMap, present = map): MappedEntry[] {
  const seen: MappedEntry[] = [];
  if (map.length > 0) {
    map.visit(1, map.length, present, (seq, uid, system, keywords) => {
      expect(seq).toBe(seen.length + 1);
      seen.push({ uid, system, keywords });
    });
  }
  return seen;
}

function check(map: SequenceMap, model: readonly MappedEntry[], present = map): void {
  expect(map.length).toBe(model.length);
  expect(contents(map, present)).toEqual(model);
  for (const [index, { uid }] of model.entries()) {
    expect(map.uidAt(index + 1)).toBe(uid);
    expect(map.seqOf(uid)).toBe(index + 1);
  }
}

describe('sequence map', () => {
  test('is empty at first', () => {
    expect(SequenceMap.EMPTY.seqOf(1)).toBe(0);
    expect(SequenceMap.EMPTY.firstFrom(1)).toBe(1);
    expect(SequenceMap.EMPTY.lastUid).toBe(0);
    expect(() => SequenceMap.EMPTY.uidAt(1)).toThrow(RangeError);
  });

  test('reaches over the bounds of runs', () => {
    const map = SequenceMap.of(range(1, 2 * MAX_RUN + 5));
    expect(map.runs).toHaveLength(3);
    check(map, range(1, 2 * MAX_RUN + 5));
    const uids = new Uint32Array(4);
    expect(map.copyUids(MAX_RUN - 1, MAX_RUN + 2, uids, 0)).toBe(4);
    expect([...uids]).toEqual([MAX_RUN - 1, MAX_RUN, MAX_RUN + 1, MAX_RUN + 2]);
  });

  test('an older version stays as it was, and shows the newest flags', () => {
    const older = SequenceMap.of(range(1, 10));
    const longer = older.append([entry(20)]);
    const shorter = longer.remove([2, 9]);
    check(older, range(1, 10), shorter);
    const run = shorter.runs[0];
    run.setFlags(run.search(5, run.count), 31, 'new');
    expect(contents(older, shorter)[4]).toEqual({ uid: 5, system: 31, keywords: 'new' });
    expect(contents(older, shorter)[1]).toEqual(entry(2));
  });

  test('runs that have become small are joined', () => {
    let map = SequenceMap.of(range(1, 10 * MAX_RUN));
    const gone = range(1, 10 * MAX_RUN).filter(({ uid }) => uid % 100 !== 0);
    map = map.remove(gone.map(({ uid }) => uid));
    expect(map.runs.length).toBeLessThan(3);
    check(
      map,
      range(1, 10 * MAX_RUN).filter(({ uid }) => uid % 100 === 0),
    );
  });

  test('a million messages fit into 12 MB', () => {
    const map = SequenceMap.of(range(1, 1_000_000).map(({ uid }) => ({ uid, system: 1, keywords: '' })));
    expect(map.sizeBytes).toBeLessThan(12 * 1024 * 1024);
  });
});

type Step =
  | { readonly kind: 'add'; readonly count: number; readonly gap: number }
  | { readonly kind: 'remove'; readonly from: number; readonly share: number; readonly count: number }
  | { readonly kind: 'flags'; readonly at: number; readonly system: number; readonly keywords: string };

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    fc.record({
      kind: fc.constant('add' as const),
      count: fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 3000 })),
      gap: fc.integer({ min: 1, max: 3 }),
    }),
    fc.record({
      kind: fc.constant('remove' as const),
      from: fc.double({ min: 0, max: 1, noNaN: true }),
      share: fc.integer({ min: 1, max: 4 }),
      count: fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 4000 })),
    }),
    fc.record({
      kind: fc.constant('flags' as const),
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      system: fc.integer({ min: 0, max: 31 }),
      keywords: fc.constantFrom('', 'a', 'b', 'a b', 'x1', 'x2', 'x3'),
    }),
  ),
  { maxLength: 15 },
);

describe('sequence map against a plain array', () => {
  test('every version stays right, and differences are exact', () => {
    fc.assert(
      fc.property(steps, (list) => {
        let map = SequenceMap.EMPTY;
        let model: MappedEntry[] = [];
        let nextUid = 1;
        const versions: { map: SequenceMap; model: MappedEntry[] }[] = [];
        // A session that never lets go of expunged messages.
        let lagging = map;
        let known: number[] = [];
        for (const step of list) {
          versions.push({ map, model });
          if (step.kind === 'add') {
            const added = Array.from({ length: step.count }, () => entry((nextUid += step.gap) - step.gap));
            map = map.append(added);
            model = [...model, ...added];
          } else if (step.kind === 'remove') {
            const from = Math.floor(step.from * model.length);
            const gone = model.slice(from, from + step.count).filter((_, index) => index % step.share === 0);
            map = map.remove([0.5, ...gone.map(({ uid }) => uid), nextUid + 10]);
            model = model.filter((one) => !gone.includes(one));
          } else if (model.length > 0) {
            const at = Math.floor(step.at * (model.length - 1));
            const uid = model[at].uid;
            const index = map.runOfUid(uid);
            map.runs[index].setFlags(map.runs[index].search(uid, map.countOf(index)), step.system, step.keywords);
            model = model.with(at, { uid, system: step.system, keywords: step.keywords });
          }
          lagging = lagging.extendTo(map);
          known = [...known, ...model.map(({ uid }) => uid).filter((uid) => uid > (known.at(-1) ?? 0))];
        }
        check(map, model);
        expect(contents(lagging, map).map(({ uid }) => uid)).toEqual(known);
        const now = new Map(model.map((one) => [one.uid as Uid, one]));
        for (const one of contents(lagging, map))
          if (now.has(one.uid as Uid)) expect(one).toEqual(now.get(one.uid as Uid));
        for (const version of versions) {
          const gone = version.model.filter(({ uid }) => !now.has(uid as Uid)).map(({ uid }) => uid);
          const difference = expungedBetween(version.map, map);
          expect([...difference.uids]).toEqual(gone);
          expect([...difference.seqs]).toEqual(gone.map((uid) => version.map.seqOf(uid)));
          expect(contents(version.map, map).map(({ uid }) => uid)).toEqual(version.model.map(({ uid }) => uid));
        }
      }),
      { seed: 9051, numRuns: 60 },
    );
  });
});
