/** The header of a message, and the first lines of its body: what TOP shows. RFC 1939 section 7 */
const CR = 0x0d;
const LF = 0x0a;

export class TopFilter {
  /** Lines of the body that are still to come; null while the header goes on. */
  #linesLeft: number | null = null;
  readonly #bodyLines: number;
  /** Nothing but CR has come since the last LF. */
  #isLineEmpty = true;

  constructor(bodyLines: number) {
    this.#bodyLines = bodyLines;
  }

  /** Nothing more is wanted. */
  get isDone(): boolean {
    return this.#linesLeft === 0;
  }

  /** What of a chunk is shown. */
  take(chunk: Uint8Array): Uint8Array {
    for (let i = 0; i < chunk.length; i += 1) {
      if (this.isDone) return chunk.subarray(0, i);
      const byte = chunk[i];
      if (byte === LF) this.#endLine();
      else if (byte !== CR) this.#isLineEmpty = false;
    }
    return chunk;
  }

  #endLine(): void {
    if (this.#linesLeft !== null) this.#linesLeft -= 1;
    else if (this.#isLineEmpty) this.#linesLeft = this.#bodyLines;
    this.#isLineEmpty = true;
  }
}
