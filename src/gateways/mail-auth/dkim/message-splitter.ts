/** Splits a message that streams by into its header section, which is kept, and its body, which is handed on. */
import { HEADER_LIMITS } from '../../../formats/mime/headers.ts';

const LF = 10;
const CR = 13;

export class MessageSplitter {
  readonly #onBody: (chunk: Uint8Array) => void;
  #chunks: Uint8Array[] = [];
  #length = 0;
  /** Of the line being read: whether it has no octets, and whether the last one was CR. */
  #isLineEmpty = true;
  #endsInCr = false;
  #isInBody = false;

  constructor(onBody: (chunk: Uint8Array) => void) {
    this.#onBody = onBody;
  }

  /** Throws where the header section is larger than any that is taken in. */
  push(chunk: Uint8Array): void {
    if (this.#isInBody) return this.#onBody(chunk);
    const end = this.#findEnd(chunk);
    const head = end < 0 ? chunk : chunk.subarray(0, end);
    this.#length += head.length;
    if (this.#length > HEADER_LIMITS.bytes + 2) throw new RangeError('the header section is too large');
    this.#chunks.push(head);
    if (end < 0) return;
    this.#isInBody = true;
    if (end < chunk.length) this.#onBody(chunk.subarray(end));
  }

  /** The end of the header section has come. */
  get isComplete(): boolean {
    return this.#isInBody;
  }

  /** The header section, with the empty line where there is one. */
  get section(): Buffer {
    const section = Buffer.concat(this.#chunks);
    this.#chunks = [section];
    return section;
  }

  /** Index behind the empty line, or -1. */
  #findEnd(chunk: Uint8Array): number {
    for (let at = 0; at < chunk.length; at++) {
      const octet = chunk[at];
      if (octet === LF) {
        if (this.#isLineEmpty) return at + 1;
        this.#isLineEmpty = true;
        this.#endsInCr = false;
      } else if (octet === CR && this.#isLineEmpty && !this.#endsInCr) {
        this.#endsInCr = true;
      } else {
        this.#isLineEmpty = false;
      }
    }
    return -1;
  }
}
