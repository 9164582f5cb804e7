/**
 * The Salsa20 core (D. Bernstein, 2005) on words in the order in which scrypt's faster kin keeps them: the word at place
 * i stands for the word 5 i mod 16 of the specification, so that four that are mixed together lie side by side.
 */

/** The four words of each quarter round: the columns, then the rows. */
const QUARTERS = [
  [0, 4, 8, 12],
  [5, 9, 13, 1],
  [10, 14, 2, 6],
  [15, 3, 7, 11],
  [0, 1, 2, 3],
  [5, 6, 7, 4],
  [10, 11, 8, 9],
  [15, 12, 13, 14],
] as const;

export const BLOCK_WORDS = 16;
const state = new Int32Array(BLOCK_WORDS);

/** Transforms the sixteen words at a place. */
export function salsa20(words: Uint32Array, at: number, rounds: number): void {
  for (let i = 0; i < BLOCK_WORDS; i += 1) state[(5 * i) % BLOCK_WORDS] = words[at + i];
  for (let round = 0; round < rounds; round += 2) {
    for (const [a, b, c, d] of QUARTERS) {
      state[b] ^= turned(state[a] + state[d], 7);
      state[c] ^= turned(state[b] + state[a], 9);
      state[d] ^= turned(state[c] + state[b], 13);
      state[a] ^= turned(state[d] + state[c], 18);
    }
  }
  for (let i = 0; i < BLOCK_WORDS; i += 1) words[at + i] += state[(5 * i) % BLOCK_WORDS];
}

function turned(value: number, places: number): number {
  return (value << places) | (value >>> (32 - places));
}
