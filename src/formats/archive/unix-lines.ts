const LF = 0x0a;
const CR = 0x0d;

/** Makes LF of every CRLF, in chunks of any size. A CR alone stays. */
export class UnixLines {
  #hasCr = false;

  encode(chunk: Uint8Array): Uint8Array {
    if (!this.#hasCr && !chunk.includes(CR)) return chunk;
    const out = Buffer.allocUnsafe(chunk.length + 1);
    let length = 0;
    for (const octet of chunk) {
      if (this.#hasCr && octet !== LF) out[length++] = CR;
      this.#hasCr = octet === CR;
      if (octet !== CR) out[length++] = octet;
    }
    return out.subarray(0, length);
  }

  /** What was held back: it may have been the first half of a line end. */
  finish(): Uint8Array {
    const rest = this.#hasCr ? Uint8Array.of(CR) : new Uint8Array();
    this.#hasCr = false;
    return rest;
  }
}
