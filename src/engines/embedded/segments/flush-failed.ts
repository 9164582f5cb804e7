/**
 * A flush failed. It is never tried again: the system may have dropped what it could not write, and say "done" the next
 * time. The process ends and starts from what is on disk. See docs/store.md.
 */
export class FlushFailed extends Error {
  override readonly name = 'FlushFailed';

  constructor(cause: unknown) {
    super(`a flush failed: ${String(cause)}`, { cause });
  }
}

/** Throws FlushFailed for whatever the flush throws. */
export function flushOrStop(flush: () => void): void {
  try {
    flush();
  } catch (error) {
    throw new FlushFailed(error);
  }
}
