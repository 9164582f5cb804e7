/**
 * Segments that are open for reading, the least recently used closed first. A descriptor in use is never closed, and
 * its segment is leased: compaction removes the file only after the last reader left.
 */
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { MAX_OPEN_SEGMENTS } from '../limits.ts';
import { type SegmentNumber, segmentFileName } from '../segments/layout.ts';

interface OpenSegment {
  readonly file: Promise<FileHandle>;
  users: number;
}

export interface SegmentLease extends Disposable {
  /** Rejects with ENOENT when the segment is gone. */
  readonly file: Promise<FileHandle>;
}

export class OpenSegments {
  readonly #directory: string;
  readonly #open = new Map<SegmentNumber, OpenSegment>();

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** Works with an open segment. Rejects with ENOENT when it is gone. */
  async use<T>(number: SegmentNumber, work: (file: FileHandle) => Promise<T>): Promise<T> {
    using lease = this.lease(number);
    return await work(await lease.file);
  }

  /** Keeps a segment from being closed or removed until the lease is disposed. */
  lease(number: SegmentNumber): SegmentLease {
    const segment = this.#take(number);
    segment.users += 1;
    return {
      file: segment.file,
      [Symbol.dispose]: () => {
        segment.users -= 1;
        this.#trim();
      },
    };
  }

  isLeased(number: SegmentNumber): boolean {
    return (this.#open.get(number)?.users ?? 0) > 0;
  }

  /** Closes a segment that is about to be removed. */
  async forget(number: SegmentNumber): Promise<void> {
    const segment = this.#open.get(number);
    if (segment === undefined || segment.users > 0) return;
    this.#open.delete(number);
    await close(segment);
  }

  async close(): Promise<void> {
    const all = [...this.#open.values()];
    this.#open.clear();
    await Promise.all(all.map(close));
  }

  #take(number: SegmentNumber): OpenSegment {
    const known = this.#open.get(number);
    const segment = known ?? { file: open(join(this.#directory, segmentFileName(number)), 'r'), users: 0 };
    // The last in the map is the last used.
    this.#open.delete(number);
    this.#open.set(number, segment);
    if (known === undefined) {
      segment.file.catch(() => {
        if (this.#open.get(number) === segment) this.#open.delete(number);
      });
    }
    return segment;
  }

  #trim(): void {
    if (this.#open.size <= MAX_OPEN_SEGMENTS) return;
    for (const [number, segment] of this.#open) {
      if (this.#open.size <= MAX_OPEN_SEGMENTS) return;
      if (segment.users > 0) continue;
      this.#open.delete(number);
      void close(segment);
    }
  }
}

async function close(segment: OpenSegment): Promise<void> {
  try {
    await (await segment.file).close();
  } catch {
    // It was never open.
  }
}
