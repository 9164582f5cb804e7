/** Contents as the port has them: staged on the way in, read from segments on the way out. */
import { crc32 } from 'node:zlib';
import { Failure, isFailure } from '../../../base/failure.ts';
import { type ContentReceiver, type ContentStore, MAX_READ_BYTES } from '../../../domain/ports/contents.ts';
import type { ContentHash } from '../../../domain/ports/ids.ts';
import type { Database } from '../index/database.ts';
import type { RecordPlace } from '../segments/appender.ts';
import type { SegmentNumber } from '../segments/layout.ts';
import { HEADER_BYTES, readHeader } from '../segments/record.ts';
import type { OpenSegments } from './open-segments.ts';
import { Receiver, type ReceiverOptions } from './receiver.ts';

/** How often a record that is not where it was is looked up again: compaction moved it. */
const MAX_LOOKUPS = 3;
const STREAM_CHUNK_BYTES = 256 * 1024;

interface StoredContent extends RecordPlace {
  readonly sizeBytes: number;
}

export class EmbeddedContents implements ContentStore {
  readonly #database: Database;
  readonly #segments: OpenSegments;
  readonly #receiverOptions: ReceiverOptions;

  constructor(database: Database, segments: OpenSegments, receiverOptions: ReceiverOptions) {
    this.#database = database;
    this.#segments = segments;
    this.#receiverOptions = receiverOptions;
  }

  receive(expectedBytes?: number): ContentReceiver {
    return new Receiver(this.#receiverOptions, expectedBytes);
  }

  async read(hash: ContentHash, start = 0, end?: number): Promise<Uint8Array> {
    const { sizeBytes } = this.#find(hash);
    const to = Math.min(end ?? sizeBytes, sizeBytes);
    const length = Math.max(0, to - start);
    if (length > MAX_READ_BYTES) throw new Failure('too-large', 'too much for one read', { detail: { length } });
    // A record that is read whole is compared with its checksum, which lies before it.
    return start === 0 && to === sizeBytes ? this.#readWhole(hash) : this.#readRange(hash, start, length);
  }

  async *stream(hash: ContentHash, start = 0, end?: number): AsyncIterable<Uint8Array> {
    const { sizeBytes, segment } = this.#find(hash);
    // For a large content, which is never moved: it can be removed meanwhile, and is read to its end all the same.
    using _lease = this.#segments.lease(segment);
    const to = Math.min(end ?? sizeBytes, sizeBytes);
    const isWhole = start === 0 && to === sizeBytes;
    const expected = isWhole ? await this.#readCrc(hash) : 0;
    let crc = 0;
    for (let at = start; at < to; at += STREAM_CHUNK_BYTES) {
      const chunk = await this.#readRange(hash, at, Math.min(STREAM_CHUNK_BYTES, to - at));
      if (isWhole) crc = crc32(chunk, crc);
      yield chunk;
    }
    if (isWhole && crc !== expected) throw damaged(hash);
  }

  async #readWhole(hash: ContentHash): Promise<Uint8Array> {
    const { sizeBytes } = this.#find(hash);
    const record = await this.#readRecord(hash, 0, HEADER_BYTES + sizeBytes);
    const bytes = record.subarray(HEADER_BYTES);
    if (headerOf(hash, record).crc !== crc32(bytes)) throw damaged(hash);
    return bytes;
  }

  async #readCrc(hash: ContentHash): Promise<number> {
    return headerOf(hash, await this.#readRecord(hash, 0, HEADER_BYTES)).crc;
  }

  #readRange(hash: ContentHash, start: number, length: number): Promise<Buffer> {
    return this.#readRecord(hash, HEADER_BYTES + start, length);
  }

  /** Bytes of a record, its header included. */
  async #readRecord(hash: ContentHash, start: number, length: number): Promise<Buffer> {
    for (let lookup = 1; ; lookup += 1) {
      const { segment, offset } = this.#find(hash);
      try {
        return await this.#readAt(hash, segment, offset + start, length);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT' && lookup < MAX_LOOKUPS) continue;
        if (isFailure(error)) throw error;
        throw new Failure('unavailable', 'the content cannot be read', { detail: { hash }, cause: error });
      }
    }
  }

  #readAt(hash: ContentHash, segment: SegmentNumber, position: number, length: number): Promise<Buffer> {
    return this.#segments.use(segment, async (file) => {
      const target = Buffer.allocUnsafeSlow(length);
      let filled = 0;
      while (filled < length) {
        const { bytesRead } = await file.read(target, filled, length - filled, position + filled);
        if (bytesRead === 0) throw damaged(hash);
        filled += bytesRead;
      }
      return target;
    });
  }

  #find(hash: ContentHash): StoredContent {
    const row = this.#database.row<[SegmentNumber, number, number]>(FIND, Buffer.from(hash, 'hex'));
    if (row === undefined) throw new Failure('not-found', 'no such content', { detail: { hash } });
    const [segment, offset, sizeBytes] = row;
    return { segment, offset, sizeBytes };
  }
}

function headerOf(hash: ContentHash, record: Buffer) {
  const header = readHeader(record);
  if (header === null || header.hash !== hash) throw damaged(hash);
  return header;
}

function damaged(hash: ContentHash): Failure {
  return new Failure('unavailable', 'the content is damaged', { detail: { hash } });
}

const FIND = 'SELECT segment, offset, size_bytes FROM content WHERE hash = ?';
