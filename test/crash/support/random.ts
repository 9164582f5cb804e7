/** Chance that can be repeated: the same seed gives the same numbers. */
export interface Random {
  /** A whole number from 0 up to, not including, `limit`. */
  below(limit: number): number;
  /** A whole number from `low` up to and including `high`. */
  between(low: number, high: number): number;
  pick<T>(list: readonly T[]): T;
  /** Some of the list, at least one, in their order. */
  some<T>(list: readonly T[]): T[];
  /** Another one, so that what one client draws does not depend on how fast the others are. */
  fork(): Random;
}

/** Mulberry32: small, fast, and good enough for choosing moments and sizes. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const below = (limit: number): number => next() % limit;
  const pick = <T>(list: readonly T[]): T => {
    if (list.length === 0) throw new RangeError('nothing to pick from');
    return list[below(list.length)];
  };
  return {
    below,
    between: (low, high) => low + below(high - low + 1),
    pick,
    some(list) {
      const chosen = list.filter(() => below(2) === 0);
      return chosen.length > 0 ? chosen : [pick(list)];
    },
    fork: () => seededRandom(next()),
  };
}
