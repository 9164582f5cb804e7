/** The body of a part with its transfer encoding undone. RFC 3516 section 4.2, RFC 9051 section 6.4.5 */
import { Failure } from '../../base/failure.ts';
import type { MimePart } from '../../formats/mime/mime-part.ts';
import { createTransferDecoder, decodeTransfer, isKnownEncoding } from '../../formats/mime/transfer-decoder.ts';
import type { ContentStore } from '../ports/contents.ts';
import type { ContentHash } from '../ports/ids.ts';
import {
  applyPartial,
  bytesAtHand,
  contentRange,
  MAX_AT_ONCE_BYTES,
  type PartialRange,
  type SectionBytes,
} from './section-bytes.ts';

/** Encodings that change nothing. */
const IDENTITIES: ReadonlySet<string> = new Set(['7bit', '8bit', 'binary']);

export class DecodedPart {
  readonly #contents: ContentStore;
  readonly #hash: ContentHash;
  readonly #part: MimePart;
  #sizeBytes: number | null = null;

  /** Throws Failure `unsupported` for an encoding that is not known. */
  constructor(contents: ContentStore, hash: ContentHash, part: MimePart) {
    if (!isKnownEncoding(part.encoding)) {
      throw new Failure('unsupported', 'unknown transfer encoding', { detail: { reason: 'unknown-cte' } });
    }
    this.#contents = contents;
    this.#hash = hash;
    this.#part = part;
    if (IDENTITIES.has(part.encoding)) this.#sizeBytes = part.bodyEnd - part.bodyStart;
  }

  /** Large parts are read for it once. */
  async sizeBytes(): Promise<number> {
    if (this.#sizeBytes === null) {
      let size = 0;
      for await (const chunk of this.#decode()) size += chunk.length;
      this.#sizeBytes = size;
    }
    return this.#sizeBytes;
  }

  async read(partial: PartialRange | null | undefined): Promise<SectionBytes> {
    const { bodyStart, bodyEnd, encoding } = this.#part;
    if (IDENTITIES.has(encoding)) {
      const { start, end } = applyPartial(bodyStart, bodyEnd, partial);
      return contentRange(this.#contents, this.#hash, start, end);
    }
    if (bodyEnd - bodyStart <= MAX_AT_ONCE_BYTES) {
      const decoded = decodeTransfer(encoding, await this.#contents.read(this.#hash, bodyStart, bodyEnd));
      this.#sizeBytes = decoded.length;
      const { start, end } = applyPartial(0, decoded.length, partial);
      return bytesAtHand(decoded.subarray(start, end));
    }
    const { start, end } = applyPartial(0, await this.sizeBytes(), partial);
    return { sizeBytes: end - start, bytes: null, stream: () => this.#slice(start, end) };
  }

  async *#slice(start: number, end: number): AsyncGenerator<Uint8Array> {
    let at = 0;
    for await (const chunk of this.#decode()) {
      const from = Math.max(0, start - at);
      const to = Math.min(chunk.length, end - at);
      if (from < to) yield chunk.subarray(from, to);
      at += chunk.length;
      if (at >= end) return;
    }
  }

  async *#decode(): AsyncGenerator<Uint8Array> {
    const { bodyStart, bodyEnd, encoding } = this.#part;
    const decoder = createTransferDecoder(encoding);
    for await (const chunk of this.#contents.stream(this.#hash, bodyStart, bodyEnd)) yield decoder.write(chunk);
    yield decoder.finish();
  }
}
