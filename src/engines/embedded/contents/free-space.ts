import { statfs } from 'node:fs/promises';

const POLL_MS = 1000;

/** The main side's view of free disk space: asked in the background, never waited for. */
export class FreeSpace {
  readonly #directory: string;
  readonly #reserveBytes: number;
  readonly #monotonicMs: () => number;
  #polledAtMs = Number.NEGATIVE_INFINITY;
  #freeBytes = Number.POSITIVE_INFINITY;
  #usedBytes = 0;

  constructor(directory: string, reserveBytes: number, monotonicMs: () => number) {
    this.#directory = directory;
    this.#reserveBytes = reserveBytes;
    this.#monotonicMs = monotonicMs;
  }

  readonly isShort = (): boolean => {
    const nowMs = this.#monotonicMs();
    if (nowMs - this.#polledAtMs >= POLL_MS) {
      this.#polledAtMs = nowMs;
      void this.poll();
    }
    return this.#freeBytes < this.#reserveBytes;
  };

  /** Of the whole file system, as `poll` found it last; 0 where it cannot be asked. */
  get usedBytes(): number {
    return this.#usedBytes;
  }

  /** A file system that cannot be asked is not taken for full: writing will tell. */
  async poll(): Promise<number> {
    try {
      const { blocks, bfree, bavail, bsize } = await statfs(this.#directory);
      this.#usedBytes = (blocks - bfree) * bsize;
      this.#freeBytes = bavail * bsize;
    } catch {
      this.#freeBytes = Number.POSITIVE_INFINITY;
    }
    return this.#freeBytes;
  }
}
