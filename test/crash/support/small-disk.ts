/** A small file system in memory, and a file that takes its space. */
import { mkdir, mkdtemp, open, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unmount } from './ext4-image.ts';
import { run } from './run.ts';

const CHUNK = Buffer.alloc(1024 * 1024, 1);

export class SmallDisk implements AsyncDisposable {
  readonly mountPoint: string;
  readonly #folder: string;
  readonly #filler: string;

  private constructor(folder: string, mountPoint: string) {
    this.#folder = folder;
    this.mountPoint = mountPoint;
    this.#filler = join(mountPoint, 'filler');
  }

  static async mount(sizeBytes: number): Promise<SmallDisk> {
    await using undo = new AsyncDisposableStack();
    const folder = await mkdtemp(join(tmpdir(), 'mailroom-tmpfs-'));
    undo.defer(() => rm(folder, { recursive: true, force: true }));
    const mountPoint = join(folder, 'mounted');
    await mkdir(mountPoint);
    await run('mount', '-t', 'tmpfs', '-o', `size=${sizeBytes}`, 'tmpfs', mountPoint);
    undo.move();
    return new SmallDisk(folder, mountPoint);
  }

  /** Takes space until no more than this is free. */
  async fill(freeBytes: number): Promise<void> {
    await using file = await open(this.#filler, 'a');
    try {
      for (let free = await this.#free(); free > freeBytes; free = await this.#free()) {
        await file.write(CHUNK.subarray(0, Math.min(CHUNK.length, free - freeBytes)));
      }
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
    }
  }

  /** Gives back what was taken. */
  async makeSpace(): Promise<void> {
    await rm(this.#filler, { force: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await unmount(this.mountPoint);
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #free(): Promise<number> {
    const { bavail, bsize } = await statfs(this.mountPoint);
    return bavail * bsize;
  }
}
