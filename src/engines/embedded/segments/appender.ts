/**
 * Where the writer puts the bytes of a commit: small contents one after another into the open segment, large ones as
 * segments of their own. Nothing is written before `flush`; until `committed` everything can be taken back.
 */
import { join } from 'node:path';
import type { Database } from '../index/database.ts';
import { SEGMENT_BYTES } from '../limits.ts';
import type { SegmentFiles } from './files.ts';
import { flushOrStop } from './flush-failed.ts';
import { type SegmentNumber, type ShardPaths, segmentFileName } from './layout.ts';
import { HEADER_BYTES, type RecordHeader, recordBytes, writeHeader } from './record.ts';

export interface RecordPlace {
  readonly segment: SegmentNumber;
  /** Of the record's header. */
  readonly offset: number;
}

interface OpenSegment {
  readonly number: SegmentNumber;
  readonly descriptor: number;
  /** Up to here the segment is taken, pending records included. */
  usedBytes: number;
}

interface PendingWrite {
  readonly segment: OpenSegment;
  readonly position: number;
  readonly chunks: readonly Uint8Array[];
}

interface PendingAdoption {
  readonly from: string;
  readonly to: string;
  readonly segment: SegmentNumber;
  readonly sizeBytes: number;
}

/** A state to go back to when an operation fails. */
export interface AppenderMark {
  readonly writes: number;
  readonly adoptions: number;
  readonly opened: number;
  readonly current: OpenSegment | null;
  readonly usedBytes: number;
}

export class SegmentAppender {
  readonly #files: SegmentFiles;
  readonly #paths: ShardPaths;
  #current: OpenSegment | null = null;
  #lastNumber: number;
  #writes: PendingWrite[] = [];
  #adoptions: PendingAdoption[] = [];
  /** Segments that were begun and whose first commit is still to come. */
  #opened: OpenSegment[] = [];
  /** Segments that the running commit filled up. */
  #filled: OpenSegment[] = [];
  #adopted = 0;

  constructor(files: SegmentFiles, paths: ShardPaths, lastNumber: SegmentNumber) {
    this.#files = files;
    this.#paths = paths;
    this.#lastNumber = lastNumber;
  }

  /** Goes on in a segment that has room left. */
  resume(number: SegmentNumber, usedBytes: number): void {
    const descriptor = this.#files.open(join(this.#paths.segments, segmentFileName(number)));
    this.#current = { number, descriptor, usedBytes };
  }

  /** The segment that is being filled: it must not be compacted. */
  get currentNumber(): SegmentNumber | null {
    return this.#current?.number ?? null;
  }

  get pendingBytes(): number {
    let sum = 0;
    for (const { chunks } of this.#writes) for (const chunk of chunks) sum += chunk.length;
    return sum;
  }

  append(header: RecordHeader, bytes: Uint8Array): RecordPlace {
    const length = recordBytes(header.sizeBytes);
    let segment = this.#current;
    if (segment === null || segment.usedBytes + length > SEGMENT_BYTES) segment = this.#begin();
    const place = { segment: segment.number, offset: segment.usedBytes };
    const head = Buffer.allocUnsafe(HEADER_BYTES);
    writeHeader(head, 0, header);
    this.#writes.push({ segment, position: segment.usedBytes, chunks: [head, bytes] });
    segment.usedBytes += length;
    return place;
  }

  /** Makes a spill file, which begins with its header and is already flushed, a segment. */
  adopt(spillFile: string, sizeBytes: number): RecordPlace {
    const segment = this.#nextNumber();
    this.#adoptions.push({
      from: join(this.#paths.incoming, spillFile),
      to: join(this.#paths.segments, segmentFileName(segment)),
      segment,
      sizeBytes: recordBytes(sizeBytes),
    });
    return { segment, offset: 0 };
  }

  mark(): AppenderMark {
    return {
      writes: this.#writes.length,
      adoptions: this.#adoptions.length,
      opened: this.#opened.length,
      current: this.#current,
      usedBytes: this.#current?.usedBytes ?? 0,
    };
  }

  rollback(mark: AppenderMark): void {
    this.#writes.length = mark.writes;
    this.#adoptions.length = mark.adoptions;
    for (const segment of this.#opened.splice(mark.opened)) {
      this.#files.close(segment.descriptor);
      this.#files.remove(join(this.#paths.segments, segmentFileName(segment.number)));
    }
    this.#filled = this.#filled.filter((segment) => segment !== mark.current);
    this.#current = mark.current;
    if (this.#current !== null) this.#current.usedBytes = mark.usedBytes;
  }

  /** Writes the rows of the segments that this commit changed. */
  record(database: Database): void {
    const changed = new Set(this.#writes.map((write) => write.segment));
    for (const { number, usedBytes } of changed) database.run(SAVE_SEGMENT, number, usedBytes, 1);
    for (const { segment, sizeBytes } of this.#adoptions) database.run(SAVE_SEGMENT, segment, sizeBytes, 0);
    if (changed.size > 0 || this.#adoptions.length > 0) database.run(SAVE_LAST_NUMBER, this.#lastNumber);
  }

  /** Puts everything on stable storage, names included. */
  flush(): void {
    const bySegment = Map.groupBy(this.#writes, (write) => write.segment);
    for (const [segment, writes] of bySegment) {
      const chunks = writes.flatMap((write) => write.chunks);
      this.#files.write(segment.descriptor, chunks, writes[0].position);
    }
    for (const { descriptor } of bySegment.keys()) flushOrStop(() => this.#files.flush(descriptor));
    for (const { from, to } of this.#adoptions) {
      this.#files.rename(from, to);
      this.#adopted += 1;
    }
    if (this.#opened.length > 0 || this.#adoptions.length > 0) {
      flushOrStop(() => this.#files.flushDirectory(this.#paths.segments));
    }
  }

  committed(): void {
    for (const segment of this.#filled) this.#files.close(segment.descriptor);
    this.#clear();
  }

  /** Takes back a commit that did not happen. */
  aborted(before: AppenderMark): void {
    for (const { from, to } of this.#adoptions.slice(0, this.#adopted)) this.#files.rename(to, from);
    this.rollback(before);
    this.#clear();
  }

  close(): void {
    if (this.#current !== null) this.#files.close(this.#current.descriptor);
    this.#current = null;
  }

  #begin(): OpenSegment {
    const number = this.#nextNumber();
    const descriptor = this.#files.open(join(this.#paths.segments, segmentFileName(number)));
    try {
      this.#files.truncate(descriptor, SEGMENT_BYTES);
    } catch (error) {
      this.#files.close(descriptor);
      this.#files.remove(join(this.#paths.segments, segmentFileName(number)));
      throw error;
    }
    if (this.#current !== null) this.#filled.push(this.#current);
    this.#current = { number, descriptor, usedBytes: 0 };
    this.#opened.push(this.#current);
    return this.#current;
  }

  #nextNumber(): SegmentNumber {
    this.#lastNumber += 1;
    return this.#lastNumber as SegmentNumber;
  }

  #clear(): void {
    this.#writes = [];
    this.#adoptions = [];
    this.#opened = [];
    this.#filled = [];
    this.#adopted = 0;
  }
}

const SAVE_SEGMENT = `
  INSERT INTO segment (number, used_bytes, dead_bytes, is_shared, is_retired) VALUES (?, ?, 0, ?, 0)
  ON CONFLICT (number) DO UPDATE SET used_bytes = excluded.used_bytes`;
const SAVE_LAST_NUMBER = `UPDATE counter SET value = ? WHERE name = 'segment'`;
