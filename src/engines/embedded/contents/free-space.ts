import { statfs } from 'node:fs/promises';

const POLL_MS = 1000;

/** The main side's view of free disk space: asked in the background, never waited for. */
export class FreeSpace {
  readonly #directory: string;
  readonly #reserveBytes: number;
  readonly #monotonicMs: () => number;
  #polledAtMs = Number.NEGATIVE_INFINITY;
  #freeBytes = Number.POSITIVE_INFINITY;

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

  /** A file system that cannot be asked is not taken for full: writing will tell. */
  async poll(): Promise<number> {
    try {
      const { bavail, bsize } = await statfs(this.#directory);
      this.#freeBytes = bavail * bsize;
    } catch {
      this.#freeBytes = Number.POSITIVE_INFINITY;
    }
    return this.#freeBytes;
  }
}
