/** Canonical forms of a body, hashed as it streams by: RFC 6376 sections 3.4.3 and 3.4.4. Linear, in constant memory. */
import { createHash, type Hash } from 'node:crypto';

const LF = 10;
const CR = 13;
const SPACE = 32;
const TAB = 9;
const BREAKS_AT_ONCE = 1024;
const BREAKS = Buffer.from('\r\n'.repeat(BREAKS_AT_ONCE));

export class BodyHash {
  readonly #hash: Hash;
  readonly #isRelaxed: boolean;
  readonly #limit: number;
  /** Line ends that are only hashed when something follows them. */
  #pendingBreaks = 0;
  #pendingSpace = false;
  /** A CR has come whose LF, if any, has not. */
  #pendingCr = false;
  #hasContent = false;
  /** Octets of the canonical form, and those of them within the limit. */
  canonicalizedLength = 0;
  bodyHashedBytes = 0;

  /** @param limit octets of the canonical form that count: the tag `l=`. */
  constructor(form: 'simple' | 'relaxed', algorithm: 'sha1' | 'sha256', limit = Number.POSITIVE_INFINITY) {
    this.#isRelaxed = form === 'relaxed';
    this.#hash = createHash(algorithm);
    this.#limit = limit;
  }

  update(chunk: Uint8Array): void {
    // A space and a CR that were held back may come before each octet of what they were held for.
    const out = Buffer.allocUnsafe(chunk.length * 2 + 2);
    let length = 0;
    for (const octet of chunk) {
      if (octet === LF) {
        this.#pendingBreaks += 1;
        this.#pendingSpace = false;
        this.#pendingCr = false;
        continue;
      }
      if (this.#pendingBreaks > 0 && (this.#pendingCr || !this.#isHeldBack(octet))) {
        this.#add(out.subarray(0, length));
        length = 0;
        this.#addBreaks();
      }
      if (this.#pendingCr) {
        if (this.#pendingSpace) out[length++] = SPACE;
        this.#pendingSpace = false;
        out[length++] = CR;
        this.#pendingCr = false;
      }
      if (octet === CR) {
        this.#pendingCr = true;
      } else if (this.#isRelaxed && (octet === SPACE || octet === TAB)) {
        this.#pendingSpace = true;
      } else {
        if (this.#pendingSpace) out[length++] = SPACE;
        this.#pendingSpace = false;
        out[length++] = octet;
      }
    }
    this.#add(out.subarray(0, length));
  }

  /** The end of the body; base64. To be called once. */
  digest(): string {
    if (this.#pendingCr) {
      this.#addBreaks();
      this.#add(Buffer.from(this.#pendingSpace ? ' \r' : '\r'));
    }
    // An empty body has no line in the relaxed form, and one in the simple form.
    if (this.#hasContent || !this.#isRelaxed) this.#add(BREAKS.subarray(0, 2));
    return this.#hash.digest('base64');
  }

  #isHeldBack(octet: number): boolean {
    return octet === CR || (this.#isRelaxed && (octet === SPACE || octet === TAB));
  }

  #addBreaks(): void {
    for (; this.#pendingBreaks > 0; this.#pendingBreaks -= Math.min(this.#pendingBreaks, BREAKS_AT_ONCE)) {
      this.#add(BREAKS.subarray(0, 2 * Math.min(this.#pendingBreaks, BREAKS_AT_ONCE)));
    }
  }

  #add(octets: Uint8Array): void {
    if (octets.length === 0) return;
    this.#hasContent = true;
    this.canonicalizedLength += octets.length;
    const counted = Math.min(octets.length, this.#limit - this.bodyHashedBytes);
    if (counted <= 0) return;
    this.bodyHashedBytes += counted;
    this.#hash.update(octets.subarray(0, counted));
  }
}
