/** A file of its own for bytes that arrive and are too many for memory; below `incoming`, which every start empties. */
import { randomUUID } from 'node:crypto';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../../../base/failure.ts';

/** Bytes gathered for one write. */
export const WRITE_BYTES = 256 * 1024;

export interface SpillOptions {
  /** Directory of spill files. */
  readonly incoming: string;
  readonly isDiskShort: () => boolean;
}

export class SpillFile {
  readonly name: string;
  readonly file: FileHandle;
  readonly #path: string;
  /** Where the next bytes go. */
  #position: number;

  private constructor(name: string, path: string, file: FileHandle, start: number) {
    this.name = name;
    this.file = file;
    this.#path = path;
    this.#position = start;
  }

  /** @param start bytes left free at the beginning. */
  static async open(incoming: string, start: number): Promise<SpillFile> {
    const name = randomUUID();
    const path = join(incoming, name);
    return new SpillFile(name, path, await open(path, 'wx+', 0o600), start);
  }

  /** Up to here it is written. */
  get position(): number {
    return this.#position;
  }

  async write(chunks: readonly Uint8Array[]): Promise<void> {
    let rest = Buffer.concat(chunks);
    while (rest.length > 0) {
      const { bytesWritten } = await this.file.write(rest, 0, rest.length, this.#position);
      this.#position += bytesWritten;
      rest = rest.subarray(bytesWritten);
    }
  }

  async remove(): Promise<void> {
    await this.file.close();
    await rm(this.#path, { force: true });
  }
}

/** Throws Failure `no-space` when the disk is short. */
export function requireSpace({ isDiskShort }: SpillOptions): void {
  if (isDiskShort()) throw new Failure('no-space', 'disk space is short');
}

/** Errors of writing as Failures: `no-space`, `unavailable`. */
export async function spaceChecked<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOSPC' || code === 'EDQUOT') throw new Failure('no-space', 'disk space is short', { cause });
    throw new Failure('unavailable', 'the content could not be written', { cause });
  }
}
