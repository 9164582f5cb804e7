/**
 * What decides how a message can travel: RFC 5321 section 2.4, RFC 5322 section 2.1.1, RFC 6152, RFC 3030.
 *
 * Found while the octets pass by, without looking at their structure.
 */

/** Octets of a line without its CRLF. RFC 5322 section 2.1.1 */
export const MAX_LINE_OCTETS = 998;

export interface ContentTraits {
  readonly sizeBytes: number;
  /** Octets above 127, in the header or behind it. */
  readonly eightBitOctets: number;
  /** Octets above 127 before, and behind the empty line that ends the header. */
  readonly hasEightBitHeader: boolean;
  readonly hasEightBitBody: boolean;
  readonly hasNul: boolean;
  /** A CR or LF that is no part of a CRLF, and whether one is in the header. */
  readonly hasBareLineEnd: boolean;
  readonly hasBareLineEndInHeader: boolean;
  /** A line of more than MAX_LINE_OCTETS. */
  readonly hasLongLine: boolean;
}

const LF = 10;
const CR = 13;
const EIGHT_BIT = 128;

export class ContentTraitScanner {
  #sizeBytes = 0;
  #eightBitOctets = 0;
  #isInHeader: boolean;
  #isAfterCr = false;
  /** Octets of the current line so far. */
  #lineOctets = 0;
  #hasEightBitHeader = false;
  #hasEightBitBody = false;
  #hasNul = false;
  #hasBareLineEnd = false;
  #hasBareLineEndInHeader = false;
  #hasLongLine = false;

  /** @param startsWithHeader false for the body of a part. */
  constructor(startsWithHeader = true) {
    this.#isInHeader = startsWithHeader;
  }

  push(chunk: Uint8Array): void {
    const { length } = chunk;
    this.#sizeBytes += length;
    let isAfterCr = this.#isAfterCr;
    /** Index in the chunk at which the current line began. */
    let lineStart = -this.#lineOctets;
    let highest = 0;
    let eightBitOctets = 0;
    for (let i = 0; i < length; i++) {
      const octet = chunk[i];
      highest |= octet;
      eightBitOctets += octet >> 7;
      if (octet > CR && !isAfterCr) continue;
      if (octet === LF) {
        if (isAfterCr) {
          const octets = i - 1 - lineStart;
          if (octets > MAX_LINE_OCTETS) this.#hasLongLine = true;
          if (octets === 0 && this.#isInHeader) {
            this.#blameEightBit(highest);
            highest = 0;
            this.#isInHeader = false;
          }
          lineStart = i + 1;
        } else {
          this.#blameLineEnd();
        }
      } else if (isAfterCr) {
        this.#blameLineEnd();
      }
      if (octet === 0) this.#hasNul = true;
      isAfterCr = octet === CR;
    }
    this.#blameEightBit(highest);
    this.#eightBitOctets += eightBitOctets;
    this.#isAfterCr = isAfterCr;
    this.#lineOctets = length - lineStart;
    if (this.#lineOctets > MAX_LINE_OCTETS + 1) this.#hasLongLine = true;
  }

  finish(): ContentTraits {
    if (this.#isAfterCr) this.#blameLineEnd();
    if (this.#lineOctets > MAX_LINE_OCTETS) this.#hasLongLine = true;
    return {
      sizeBytes: this.#sizeBytes,
      eightBitOctets: this.#eightBitOctets,
      hasEightBitHeader: this.#hasEightBitHeader,
      hasEightBitBody: this.#hasEightBitBody,
      hasNul: this.#hasNul,
      hasBareLineEnd: this.#hasBareLineEnd,
      hasBareLineEndInHeader: this.#hasBareLineEndInHeader,
      hasLongLine: this.#hasLongLine,
    };
  }

  #blameEightBit(highest: number): void {
    if (highest < EIGHT_BIT) return;
    if (this.#isInHeader) this.#hasEightBitHeader = true;
    else this.#hasEightBitBody = true;
  }

  #blameLineEnd(): void {
    this.#hasBareLineEnd = true;
    if (this.#isInHeader) this.#hasBareLineEndInHeader = true;
  }
}
