/**
 * The mail data behind DATA: RFC 5321 sections 4.1.1.4 and 4.5.2.
 *
 * Only CRLF "." CRLF ends the data. Some programs read other sequences as that end, and a message that holds one of
 * them is one message here and two there (SMTP smuggling, VU#302671). So what makes the difference is not passed on:
 * data with a CR or LF that is not part of a CRLF, or with NUL (RFC 5321 section 4.5.2, RFC 5322 section 3.5), has a
 * `fault`. It is still read to its true end, so that nothing of it can be taken for commands, and then refused whole.
 *
 * One pass over the octets by hand costs the same as searching with `indexOf` where lines are long, and does not
 * collapse where they are short.
 */
import { SMTP_LIMITS } from './limits.ts';

export type TextFault = 'bare-cr' | 'bare-lf' | 'nul' | 'line-too-long';

type State = typeof LINE_START | typeof DOT | typeof DOT_CR | typeof TEXT | typeof TEXT_CR;
/** Also the state at the beginning: the CRLF of the DATA command counts. RFC 5321 section 4.1.1.4 */
const LINE_START = 0;
const DOT = 1;
const DOT_CR = 2;
const TEXT = 3;
const TEXT_CR = 4;

const END_OCTETS = 3;
/** Octets at the end of a chunk that are no content whatever follows, by the state they lead to. */
const HELD_BACK: Readonly<Record<State, number>> = [0, 1, 2, 0, 0];

const NUL = 0;
const LF = 10;
const CR = 13;
const FULL_STOP = 46;

const NOTHING = new Uint8Array(0);

export class DataDecoder {
  readonly #maxLineBytes: number;
  #state: State = LINE_START;
  /** Octets of the current line that came in earlier chunks. */
  #lineBytes = 0;
  #consumed = 0;
  #isComplete = false;
  #fault: TextFault | null = null;

  constructor(maxLineBytes: number = SMTP_LIMITS.textLineBytes) {
    this.#maxLineBytes = maxLineBytes;
  }

  /** The end of the data has been seen. */
  get isComplete(): boolean {
    return this.#isComplete;
  }

  /** Octets of the last chunk that belong to the data or its end; what follows them is the client's next command. */
  get consumed(): number {
    return this.#consumed;
  }

  /** The first thing found for which the message must be refused. */
  get fault(): TextFault | null {
    return this.#fault;
  }

  /**
   * The content that the chunk holds, without stuffed dots and without the end of the data: a view of the chunk, or a
   * copy where dots had to be taken out; the chunk itself stays as it is. Nothing after a fault.
   */
  push(chunk: Uint8Array): Uint8Array {
    const kept = new Kept(chunk);
    let state = this.#state;
    let lineStart = -this.#lineBytes;
    const { length } = chunk;
    let i = 0;
    for (; i < length; i++) {
      // The text of a line, nearly all there is, in a loop of its own.
      if (state === TEXT) while (i < length && chunk[i] > CR) i += 1;
      if (i === length) break;
      const octet = chunk[i];
      if (state === TEXT_CR) {
        if (octet === LF) {
          this.#checkLine(i - lineStart);
          lineStart = i + 1;
          state = LINE_START;
          continue;
        }
        this.#blame('bare-cr');
      } else if (state === DOT_CR) {
        if (octet === LF) {
          this.#isComplete = true;
          i += 1;
          break;
        }
        this.#blame('bare-cr');
      } else if (state === LINE_START && octet === FULL_STOP) {
        state = DOT;
        continue;
      } else if (state === DOT) {
        if (octet === CR) {
          state = DOT_CR;
          continue;
        }
        // A stuffed dot; where it ended the chunk before, it was left out there.
        if (i > 0) kept.drop(i - 1);
      }
      state = octet === CR ? TEXT_CR : TEXT;
      if (octet === LF) this.#blame('bare-lf');
      else if (octet === NUL) this.#blame('nul');
    }
    this.#state = state;
    this.#lineBytes = i - lineStart;
    this.#consumed = i;
    this.#checkLine(this.#lineBytes);
    if (this.#fault !== null) return NOTHING;
    // A dot at the start of a line is never content, nor a CR behind it: that is part of the end, or makes a fault.
    return kept.finish(Math.max(0, i - (this.#isComplete ? END_OCTETS : HELD_BACK[state])));
  }

  #checkLine(bytes: number): void {
    if (bytes > this.#maxLineBytes) this.#blame('line-too-long');
  }

  #blame(fault: TextFault): void {
    this.#fault ??= fault;
  }
}

/** What is left of a chunk when some of its octets are dropped; copies only when there is one in the middle. */
class Kept {
  readonly #chunk: Uint8Array;
  #copy: Uint8Array | null = null;
  #length = 0;
  #from = 0;

  constructor(chunk: Uint8Array) {
    this.#chunk = chunk;
  }

  drop(index: number): void {
    this.#keep(index);
    this.#from = index + 1;
  }

  finish(end: number): Uint8Array {
    if (this.#length === 0) return this.#chunk.subarray(this.#from, Math.max(this.#from, end));
    this.#keep(end);
    return (this.#copy ?? this.#chunk).subarray(0, this.#length);
  }

  #keep(end: number): void {
    if (end <= this.#from) return;
    this.#copy ??= new Uint8Array(this.#chunk.length);
    this.#copy.set(this.#chunk.subarray(this.#from, end), this.#length);
    this.#length += end - this.#from;
  }
}
