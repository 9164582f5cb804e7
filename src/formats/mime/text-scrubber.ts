/** What stands between parts, and nobody reads: without whatever could not travel. RFC 2046 section 5.1.1 */
import { MAX_LINE_OCTETS } from './content-traits.ts';

const LF = 10;
const CR = 13;
const SPACE = 32;
const QUESTION_MARK = 63;
const EIGHT_BIT = 128;

/**
 * `?` for NUL and octets above 127, a space for a CR or LF that is no part of a CRLF, a line end where a line is too
 * long. Delimiters have none of these.
 */
export class TextScrubber {
  #isAfterCr = false;
  #lineOctets = 0;

  write(chunk: Uint8Array): Uint8Array {
    const out: number[] = [];
    for (const octet of chunk) {
      if (this.#isAfterCr) {
        this.#isAfterCr = false;
        if (octet === LF) {
          out.push(CR, LF);
          this.#lineOctets = 0;
          continue;
        }
        this.#put(out, SPACE);
      }
      if (octet === CR) this.#isAfterCr = true;
      else if (octet === LF) this.#put(out, SPACE);
      else this.#put(out, octet === 0 || octet >= EIGHT_BIT ? QUESTION_MARK : octet);
    }
    return Uint8Array.from(out);
  }

  finish(): Uint8Array {
    return this.#isAfterCr ? Uint8Array.of(SPACE) : new Uint8Array(0);
  }

  #put(out: number[], octet: number): void {
    if (this.#lineOctets >= MAX_LINE_OCTETS) {
      // The space keeps what follows from looking like a delimiter.
      out.push(CR, LF, SPACE);
      this.#lineOctets = 1;
    }
    out.push(octet);
    this.#lineOctets += 1;
  }
}
