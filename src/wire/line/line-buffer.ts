/**
 * Chunks in, lines out: what every line protocol reads from. Pure; the owner decides when to ask for more.
 *
 * Lines are views of the chunks that they came in wherever one chunk holds them whole. A line that is spread over
 * chunks is gathered in a buffer that doubles, and the search for its end goes on where it stopped, so that input in
 * single bytes costs no more than linear time. Bytes that were handed out are never written to again.
 */
import { Failure } from '../../base/failure.ts';

const LF = 0x0a;
const EMPTY = Buffer.alloc(0);
const SMALLEST_GATHERING = 256;

export class LineBuffer {
  #bytes: Buffer = EMPTY;
  #start = 0;
  #end = 0;
  /** No LF lies between `#start` and here. */
  #searched = 0;
  /** `#bytes` was made here and may be appended to behind `#end`. */
  #isGathering = false;

  /** Bytes that are here and not taken. */
  get length(): number {
    return this.#end - this.#start;
  }

  /** Takes over a chunk, which must not be changed afterwards. */
  push(chunk: Uint8Array): void {
    if (chunk.length === 0) return;
    if (this.#start === this.#end) {
      this.#adopt(chunk);
      return;
    }
    if (!this.#isGathering || this.#bytes.length - this.#end < chunk.length) this.#gather(chunk.length);
    this.#bytes.set(chunk, this.#end);
    this.#end += chunk.length;
  }

  /** Puts bytes in front of all others. */
  unshift(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    const rest = this.#bytes.subarray(this.#start, this.#end);
    this.#adopt(rest.length === 0 ? bytes : Buffer.concat([bytes, rest]));
  }

  /**
   * The next line with its line end, or null while there is none. Throws Failure `too-large` when it is, or is going
   * to be, longer than `maxBytes`; the bytes stay.
   */
  takeLine(maxBytes: number): Uint8Array | null {
    const end = this.#findLineEnd();
    if ((end < 0 ? this.length + 1 : end - this.#start) > maxBytes) {
      throw new Failure('too-large', 'line too long', { detail: { maxBytes } });
    }
    return end < 0 ? null : this.#take(end);
  }

  /** Drops the rest of the line that begins here. Returns how much, and whether its end was reached. */
  skipLine(): { readonly bytes: number; readonly isComplete: boolean } {
    const end = this.#findLineEnd();
    const bytes = (end < 0 ? this.#end : end) - this.#start;
    this.#take(this.#start + bytes);
    return { bytes, isComplete: end >= 0 };
  }

  /** What is here, at most `maxBytes` of it; empty when nothing is. */
  take(maxBytes: number): Uint8Array {
    return this.#take(Math.min(this.#end, this.#start + maxBytes));
  }

  clear(): void {
    this.#adopt(EMPTY);
  }

  /** Index behind the first LF, or -1. */
  #findLineEnd(): number {
    const from = Math.max(this.#searched, this.#start);
    // The unused room behind a gathering must not be searched, or single bytes would cost its whole length each.
    const found = this.#isGathering
      ? this.#bytes.subarray(from, this.#end).indexOf(LF)
      : this.#bytes.indexOf(LF, from) - from;
    if (found < 0) {
      this.#searched = this.#end;
      return -1;
    }
    this.#searched = from + found;
    return this.#searched + 1;
  }

  #take(end: number): Uint8Array {
    const taken = this.#bytes.subarray(this.#start, end);
    if (end === this.#end) this.#adopt(EMPTY);
    else this.#start = end;
    return taken;
  }

  #adopt(chunk: Uint8Array): void {
    this.#bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    this.#start = 0;
    this.#end = chunk.length;
    this.#searched = 0;
    this.#isGathering = false;
  }

  #gather(extraBytes: number): void {
    const kept = this.#bytes.subarray(this.#start, this.#end);
    const gathering = Buffer.allocUnsafeSlow(Math.max(SMALLEST_GATHERING, 2 * (kept.length + extraBytes)));
    gathering.set(kept);
    this.#searched = Math.max(0, this.#searched - this.#start);
    this.#bytes = gathering;
    this.#start = 0;
    this.#end = kept.length;
    this.#isGathering = true;
  }
}
