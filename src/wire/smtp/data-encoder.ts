/**
 * A message as it follows the reply to DATA: dots doubled at the start of lines, and the end. RFC 5321 section 4.5.2
 *
 * Only lines that end with CRLF leave. A CR or LF of another kind is no line end here, and the end of the message for
 * some server: from such bytes a second message could be read (SMTP smuggling), so they are refused.
 */
import { Failure } from '../../base/failure.ts';

const LF = 10;
const CR = 13;
const DOT = 46;
const STUFFED_DOT = Uint8Array.of(DOT, DOT);
const END = Buffer.from('.\r\n');
const LINE_AND_END = Buffer.from('\r\n.\r\n');

export class DataEncoder {
  #isAtLineStart = true;
  #isAfterCr = false;

  /**
   * The pieces that a chunk becomes: views of it, most often itself. Throws Failure `invalid` for a CR or LF that is
   * not part of a CRLF; nothing of the chunk may be sent then, nor the end.
   */
  encode(chunk: Uint8Array): Uint8Array[] {
    const pieces: Uint8Array[] = [];
    let from = 0;
    let isAfterCr = this.#isAfterCr;
    let isAtLineStart = this.#isAtLineStart;
    for (let i = 0; i < chunk.length; i++) {
      const octet = chunk[i];
      if (isAtLineStart && octet === DOT) {
        if (i > from) pieces.push(chunk.subarray(from, i));
        pieces.push(STUFFED_DOT);
        from = i + 1;
      }
      isAtLineStart = false;
      if (octet > CR && !isAfterCr) continue;
      if (isAfterCr !== (octet === LF)) throw new Failure('invalid', 'a CR or LF that is no part of a line end');
      isAtLineStart = isAfterCr;
      isAfterCr = octet === CR;
    }
    this.#isAfterCr = isAfterCr;
    this.#isAtLineStart = isAtLineStart;
    if (from === 0) return chunk.length === 0 ? [] : [chunk];
    if (from < chunk.length) pieces.push(chunk.subarray(from));
    return pieces;
  }

  /** What ends the message. Throws Failure `invalid` behind a CR without its LF. */
  finish(): Uint8Array {
    if (this.#isAfterCr) throw new Failure('invalid', 'a CR at the end');
    return this.#isAtLineStart ? END : LINE_AND_END;
  }
}
