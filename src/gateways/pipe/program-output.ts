/** What a program writes: a bounded beginning and the last line; the rest is let go. */
const MAX_LINE_CHARACTERS = 300;

export class ProgramOutput {
  readonly #maxBytes: number;
  readonly #chunks: Uint8Array[] = [];
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  take(chunk: Uint8Array): void {
    const wanted = chunk.subarray(0, this.#maxBytes - this.#bytes);
    if (wanted.length === 0) return;
    this.#chunks.push(Buffer.from(wanted));
    this.#bytes += wanted.length;
  }

  /** The last line that is not empty, printable; the empty string where there is none. */
  get lastLine(): string {
    const lines = Buffer.concat(this.#chunks)
      .toString()
      .split(/[\r\n]+/);
    const printable = lines.map((line) => line.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}]/gu, '?').trim());
    return (printable.findLast((line) => line !== '') ?? '').slice(0, MAX_LINE_CHARACTERS);
  }
}
