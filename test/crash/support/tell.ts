import { writeSync } from 'node:fs';

/** While the pipe is full. */
const PAUSE_MS = 1;

/** Writes a line to standard output, and returns when the system has all of it: a kill after that cannot take it back. */
export function tell<Line extends object>(line: Line): void {
  const bytes = Buffer.from(`${JSON.stringify(line)}\n`);
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(1, bytes, at);
    } catch (error) {
      // The pipe does not block, and its reader may be behind.
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
    }
  }
}
