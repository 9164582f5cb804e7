/**
 * The mixing step of yescrypt: A. Peslyak, "yescrypt - modern KDF and password hashing scheme" (2015 to 2018), with the
 * parameters that all systems use: six rounds, four lanes of two 64-bit words, three boxes of 4 KiB.
 */
import { BLOCK_WORDS, salsa20 } from './salsa20.ts';

const ROUNDS = 6;
/** Words of 32 bits in each of the three boxes. */
const BOX_WORDS = 1024;
/** A lane's word as offset into a box: 256 entries of four words. */
const ENTRY_MASK = 0xff0;
export const BOXES_WORDS = 3 * BOX_WORDS;
const TWO_32 = 2 ** 32;

/** The three boxes, which exchange their roles after every block, and where the next result is written. */
export class PwxBoxes {
  readonly #words: Uint32Array;
  #first = 2 * BOX_WORDS;
  #second = BOX_WORDS;
  #written = 0;
  #at = 0;

  /** @param words `BOXES_WORDS` of them; they will be changed. */
  constructor(words: Uint32Array) {
    this.#words = words;
  }

  /** Each 64 octets of the block are combined with the ones before, and transformed; the last ones also by Salsa20/2. */
  mixBlock(block: Uint32Array): void {
    const last = block.length - BLOCK_WORDS;
    let previous = last;
    for (let at = 0; at <= last; at += BLOCK_WORDS) {
      for (let i = 0; i < BLOCK_WORDS; i += 1) block[at + i] ^= block[previous + i];
      this.#transform(block, at);
      previous = at;
    }
    salsa20(block, last, 2);
  }

  /** Nearly all of the time is spent here. */
  #transform(block: Uint32Array, start: number): void {
    const words = this.#words;
    const first = this.#first;
    const second = this.#second;
    const written = this.#written;
    let next = this.#at;
    for (let round = 0; round < ROUNDS; round += 1) {
      const isWritten = round !== 0 && round !== ROUNDS - 1;
      for (let lane = start; lane < start + BLOCK_WORDS; lane += 4) {
        const a = first + ((block[lane] & ENTRY_MASK) >>> 2);
        const b = second + ((block[lane + 1] & ENTRY_MASK) >>> 2);
        for (let k = 0; k < 4; k += 2) {
          const low = block[lane + k];
          const high = block[lane + k + 1];
          const productLow = Math.imul(low, high) >>> 0;
          // Rounding the product loses eleven bits at most: far less than half of what the upper word counts.
          const productHigh = Math.round((low * high - productLow) / TWO_32);
          const sumLow = productLow + words[a + k];
          const carry = sumLow >= TWO_32 ? 1 : 0;
          const newLow = (sumLow ^ words[b + k]) >>> 0;
          const newHigh = ((productHigh + words[a + k + 1] + carry) ^ words[b + k + 1]) >>> 0;
          block[lane + k] = newLow;
          block[lane + k + 1] = newHigh;
          if (!isWritten) continue;
          words[written + next] = newLow;
          words[written + next + 1] = newHigh;
          next += 2;
        }
      }
    }
    this.#first = written;
    this.#second = first;
    this.#written = second;
    this.#at = next % BOX_WORDS;
  }
}
