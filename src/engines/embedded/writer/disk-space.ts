import type { SegmentFiles } from '../segments/files.ts';

/** How often the file system is asked; in between, what was written is subtracted. */
const POLL_MS = 500;
/** After a write failed for want of space, nothing may grow for this long whatever the file system says. */
const SHORT_AFTER_FAILURE_MS = 5000;

/** Whether there is room for more. Asked before each operation that makes the store grow, so it must be cheap. */
export class DiskSpace {
  readonly #files: SegmentFiles;
  readonly #directory: string;
  readonly #reserveBytes: number;
  #freeBytes = 0;
  #polledAtMs = Number.NEGATIVE_INFINITY;
  #shortUntilMs = Number.NEGATIVE_INFINITY;

  constructor(files: SegmentFiles, directory: string, reserveBytes: number) {
    this.#files = files;
    this.#directory = directory;
    this.#reserveBytes = reserveBytes;
  }

  isShort(): boolean {
    const nowMs = performance.now();
    if (nowMs < this.#shortUntilMs) return true;
    if (nowMs - this.#polledAtMs >= POLL_MS) {
      this.#freeBytes = this.#files.freeBytes(this.#directory);
      this.#polledAtMs = nowMs;
    }
    return this.#freeBytes < this.#reserveBytes;
  }

  wrote(bytes: number): void {
    this.#freeBytes -= bytes;
  }

  /** A write failed although there seemed to be room. */
  ranOut(): void {
    this.#shortUntilMs = performance.now() + SHORT_AFTER_FAILURE_MS;
  }
}
