/** Contents as the port has them: staged on the way in, read from segments on the way out. */
import { readSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { Failure } from '../../../base/failure.ts';
import {
  type ContentReceiver,
  type ContentStore,
  MAX_READ_BYTES,
  type Scratch,
} from '../../../domain/ports/contents.ts';
import type { ContentHash } from '../../../domain/ports/ids.ts';
import type { Database } from '../index/database.ts';
import type { SegmentNumber } from '../segments/layout.ts';
import { HEADER_BYTES, readHeader } from '../segments/record.ts';
import type { OpenSegments } from './open-segments.ts';
import type { PlaceHints, StoredContent } from './place-hints.ts';
import { Receiver } from './receiver.ts';
import { ScratchPad } from './scratch-pad.ts';
import type { SpillOptions } from './spill-file.ts';

/** How often a record that is not where it was is looked up again: compaction moved it. */
const MAX_LOOKUPS = 3;
const STREAM_CHUNK_BYTES = 256 * 1024;
/**
 * What is no longer is read at once, as the index is: from the system's cache that takes 5 microseconds, and a way through
 * the thread pool ten times as long. What is longer must not hold the others up when it comes from a slow disk.
 */
const READ_AT_ONCE_BYTES = 64 * 1024;

/** A record whose segment is open, and stays so until it is disposed. */
interface HeldRecord extends StoredContent, Disposable {
  readonly hash: ContentHash;
  readonly file: FileHandle;
}

export class EmbeddedContents implements ContentStore {
  readonly #database: Database;
  readonly #segments: OpenSegments;
  readonly #hints: PlaceHints;
  readonly #spillOptions: SpillOptions;

  constructor(database: Database, segments: OpenSegments, hints: PlaceHints, spillOptions: SpillOptions) {
    this.#database = database;
    this.#segments = segments;
    this.#hints = hints;
    this.#spillOptions = spillOptions;
  }

  receive(expectedBytes?: number): ContentReceiver {
    return new Receiver(this.#spillOptions, expectedBytes);
  }

  scratch(expectedBytes?: number): Scratch {
    return new ScratchPad(this.#spillOptions, expectedBytes);
  }

  async read(hash: ContentHash, start = 0, end?: number): Promise<Uint8Array> {
    using record = await this.#hold(hash);
    const to = Math.min(end ?? record.sizeBytes, record.sizeBytes);
    const length = Math.max(0, to - start);
    if (length > MAX_READ_BYTES) throw new Failure('too-large', 'too much for one read', { detail: { length } });
    if (start > 0 || to < record.sizeBytes) return await readAt(record, HEADER_BYTES + start, length);
    return await readWhole(record);
  }

  /** The record is held from the first chunk to the last: also a content that is removed meanwhile is read to its end. */
  async *stream(hash: ContentHash, start = 0, end?: number): AsyncIterable<Uint8Array> {
    using record = await this.#hold(hash);
    const to = Math.min(end ?? record.sizeBytes, record.sizeBytes);
    const isWhole = start === 0 && to === record.sizeBytes;
    if (isWhole && to > 0 && to <= STREAM_CHUNK_BYTES) {
      yield await readWhole(record);
      return;
    }
    const expected = isWhole ? checksumOf(record, await readAt(record, 0, HEADER_BYTES)) : 0;
    let crc = 0;
    for (let at = start; at < to; at += STREAM_CHUNK_BYTES) {
      const chunk = await readAt(record, HEADER_BYTES + at, Math.min(STREAM_CHUNK_BYTES, to - at));
      if (isWhole) crc = crc32(chunk, crc);
      yield chunk;
    }
    if (isWhole && crc !== expected) throw damaged(hash);
  }

  /** Opens the segment of a record. Where compaction has just moved it, it is looked up again. */
  async #hold(hash: ContentHash): Promise<HeldRecord> {
    for (let lookup = 1; ; lookup += 1) {
      const place = this.#hints.take(hash) ?? this.#find(hash);
      const lease = this.#segments.lease(place.segment);
      try {
        const file = await lease.file;
        return { ...place, hash, file, [Symbol.dispose]: () => lease[Symbol.dispose]() };
      } catch (cause) {
        lease[Symbol.dispose]();
        if ((cause as NodeJS.ErrnoException).code === 'ENOENT' && lookup < MAX_LOOKUPS) continue;
        throw new Failure('unavailable', 'the segment cannot be opened', { detail: { hash }, cause });
      }
    }
  }

  #find(hash: ContentHash): StoredContent {
    const row = this.#database.row<[SegmentNumber, number, number]>(FIND, Buffer.from(hash, 'hex'));
    if (row === undefined) throw new Failure('not-found', 'no such content', { detail: { hash } });
    const [segment, offset, sizeBytes] = row;
    return { segment, offset, sizeBytes };
  }
}

/** The content, compared with its checksum, which lies before it. */
async function readWhole(record: HeldRecord): Promise<Buffer> {
  const whole = await readAt(record, 0, HEADER_BYTES + record.sizeBytes);
  const bytes = whole.subarray(HEADER_BYTES);
  if (checksumOf(record, whole) !== crc32(bytes)) throw damaged(record.hash);
  return bytes;
}

/** Bytes of a record, its header included. */
async function readAt({ hash, file, offset }: HeldRecord, start: number, length: number): Promise<Buffer> {
  const target = Buffer.allocUnsafeSlow(length);
  let filled = 0;
  while (filled < length) {
    const position = offset + start + filled;
    const isShort = length - filled <= READ_AT_ONCE_BYTES;
    const count = isShort ? readNow(file, target, filled, position) : await readSoon(file, target, filled, position);
    if (count === 0) throw damaged(hash);
    filled += count;
  }
  return target;
}

function readNow(file: FileHandle, target: Buffer, filled: number, position: number): number {
  try {
    return readSync(file.fd, target, filled, target.length - filled, position);
  } catch (cause) {
    throw unreadable(cause);
  }
}

async function readSoon(file: FileHandle, target: Buffer, filled: number, position: number): Promise<number> {
  try {
    return (await file.read(target, filled, target.length - filled, position)).bytesRead;
  } catch (cause) {
    throw unreadable(cause);
  }
}

function unreadable(cause: unknown): Failure {
  return new Failure('unavailable', 'the content cannot be read', { cause });
}

function checksumOf({ hash }: HeldRecord, record: Buffer): number {
  const header = readHeader(record);
  if (header === null || header.hash !== hash) throw damaged(hash);
  return header.crc;
}

function damaged(hash: ContentHash): Failure {
  return new Failure('unavailable', 'the content is damaged', { detail: { hash } });
}

const FIND = 'SELECT segment, offset, size_bytes FROM content WHERE hash = ?';
