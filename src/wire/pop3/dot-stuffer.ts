/**
 * A message as lines behind which a line with a dot can follow: RFC 1939 section 3.
 *
 * Also behind a bare LF a dot is doubled, since programs that take it for a line end would take the dot for the end of
 * the message. Nothing else is changed.
 */
const LF = 0x0a;
const DOT = 0x2e;
const STUFFING = Buffer.from('.');
const LINE_END = Buffer.from('\r\n');

export class DotStuffer {
  #lastByte = LF;

  /** The pieces that a chunk becomes, most often itself. */
  *stuff(chunk: Uint8Array): Generator<Uint8Array> {
    if (chunk.length === 0) return;
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    if (this.#lastByte === LF && bytes[0] === DOT) yield STUFFING;
    let start = 0;
    for (let found = bytes.indexOf('\n.'); found >= 0; found = bytes.indexOf('\n.', start)) {
      yield bytes.subarray(start, found + 1);
      yield STUFFING;
      start = found + 1;
    }
    yield bytes.subarray(start);
    this.#lastByte = bytes[bytes.length - 1] ?? LF;
  }

  /** What must follow so that the message ends with a line end. */
  end(): Uint8Array {
    return this.#lastByte === LF ? new Uint8Array(0) : LINE_END;
  }
}
