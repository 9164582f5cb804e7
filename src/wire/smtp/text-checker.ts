/**
 * The same rules as the data decoder's for text that comes by BDAT: without BODY=BINARYMIME it consists of lines that
 * CRLF ends, and holds no NUL. RFC 3030 section 3, RFC 5321 section 2.3.8
 */
import type { TextFault } from './data-decoder.ts';
import { SMTP_LIMITS } from './limits.ts';

const NUL = 0;
const LF = 10;
const CR = 13;

export class TextChecker {
  readonly #maxLineBytes: number;
  #isAfterCr = false;
  #lineBytes = 0;
  #fault: TextFault | null = null;

  constructor(maxLineBytes: number = SMTP_LIMITS.textLineBytes) {
    this.#maxLineBytes = maxLineBytes;
  }

  /** The first thing found for which the message must be refused. */
  get fault(): TextFault | null {
    return this.#fault;
  }

  push(chunk: Uint8Array): void {
    let isAfterCr = this.#isAfterCr;
    let lineStart = -this.#lineBytes;
    for (let i = 0; i < chunk.length; i++) {
      const octet = chunk[i];
      if (octet > CR && !isAfterCr) continue;
      if (octet === LF) {
        if (!isAfterCr) this.#blame('bare-lf');
        if (i - lineStart > this.#maxLineBytes) this.#blame('line-too-long');
        lineStart = i + 1;
      } else {
        if (isAfterCr) this.#blame('bare-cr');
        if (octet === NUL) this.#blame('nul');
      }
      isAfterCr = octet === CR;
    }
    this.#isAfterCr = isAfterCr;
    this.#lineBytes = chunk.length - lineStart;
    if (this.#lineBytes > this.#maxLineBytes) this.#blame('line-too-long');
  }

  /** To be called behind the last chunk: a CR at the very end has no LF any more. */
  finish(): void {
    if (this.#isAfterCr) this.#blame('bare-cr');
  }

  #blame(fault: TextFault): void {
    this.#fault ??= fault;
  }
}
