/** The file operations of the writer, synchronous: it has nothing else to do meanwhile. Tests put failing ones here. */
import fs from 'node:fs';

export interface SegmentFiles {
  /** Opens for reading and writing; makes the file when it is not there. */
  open(path: string): number;
  close(descriptor: number): void;
  /** Writes all chunks one after another from `position` on. */
  write(descriptor: number, chunks: readonly Uint8Array[], position: number): void;
  /** Reads up to `target.length` bytes; fewer at the end of the file. */
  read(descriptor: number, target: Uint8Array, position: number): number;
  truncate(descriptor: number, sizeBytes: number): void;
  /** Puts what was written on stable storage. After a failure the descriptor must not be used again. */
  flush(descriptor: number): void;
  rename(from: string, to: string): void;
  remove(path: string): void;
  /** Makes names that were added, changed or removed in a directory stable. */
  flushDirectory(path: string): void;
  list(path: string): string[];
  sizeBytes(path: string): number;
  freeBytes(path: string): number;
}

export const systemFiles: SegmentFiles = {
  open: (path) => fs.openSync(path, fs.constants.O_RDWR | fs.constants.O_CREAT, 0o600),
  close: (descriptor) => fs.closeSync(descriptor),
  write: writeAll,
  read: (descriptor, target, position) => fs.readSync(descriptor, target, 0, target.length, position),
  truncate: (descriptor, sizeBytes) => fs.ftruncateSync(descriptor, sizeBytes),
  flush: (descriptor) => fs.fdatasyncSync(descriptor),
  rename: (from, to) => fs.renameSync(from, to),
  remove: (path) => fs.rmSync(path, { force: true }),
  flushDirectory,
  list: (path) => fs.readdirSync(path),
  sizeBytes: (path) => fs.statSync(path).size,
  freeBytes(path) {
    const { bavail, bsize } = fs.statfsSync(path);
    return bavail * bsize;
  },
};

/** The kernel takes at most 1,024 chunks (IOV_MAX) and 2 GiB in one call. */
const MAX_CHUNKS = 512;

function writeAll(descriptor: number, chunks: readonly Uint8Array[], position: number): void {
  let at = position;
  for (let first = 0; first < chunks.length; first += MAX_CHUNKS) {
    let rest = chunks.slice(first, first + MAX_CHUNKS);
    while (rest.length > 0) {
      const written = fs.writevSync(descriptor, rest, at);
      at += written;
      rest = dropBytes(rest, written);
    }
  }
}

/** What is left of a list of chunks after its first bytes were written. */
function dropBytes(chunks: readonly Uint8Array[], count: number): Uint8Array[] {
  let left = count;
  for (const [index, chunk] of chunks.entries()) {
    if (left < chunk.length) return [chunk.subarray(left), ...chunks.slice(index + 1)];
    left -= chunk.length;
  }
  return [];
}

function flushDirectory(path: string): void {
  const descriptor = fs.openSync(path, fs.constants.O_RDONLY);
  try {
    fs.fsyncSync(descriptor);
  } finally {
    fs.closeSync(descriptor);
  }
}
