/**
 * A file system in a file, of which a copy can be made as a disk would be after the power failed: with what the file
 * system has handed to its disk, and without what it still keeps in memory.
 */
import { mkdir, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from './run.ts';

/** Room for the store's reserve of 200 MB, a segment, and the mail of a test. The file itself has holes. */
const IMAGE_BYTES = 640 * 1024 * 1024;

export class Ext4Image implements AsyncDisposable {
  /** Where it is mounted. */
  readonly mountPoint: string;
  readonly #folder: string;
  readonly #file: string;
  readonly #device: string;

  private constructor(folder: string, file: string, mountPoint: string, device: string) {
    this.#folder = folder;
    this.#file = file;
    this.mountPoint = mountPoint;
    this.#device = device;
  }

  static async create(): Promise<Ext4Image> {
    return Ext4Image.#mount(async (file) => {
      const handle = await open(file, 'wx');
      await handle.truncate(IMAGE_BYTES);
      await handle.close();
      await run('mkfs.ext4', '-q', '-F', file);
    });
  }

  /**
   * The power fails: another image, mounted, which has what has reached the disk of this one. Nothing is flushed here.
   *
   * The file of a loop device is read through the page cache of the file system that it lies on. There is all that was
   * submitted to the device, and nothing of what the mounted file system only keeps in its own pages.
   */
  async cutPower(): Promise<Ext4Image> {
    return Ext4Image.#mount((file) => run('cp', '--sparse=always', this.#file, file));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await unmount(this.mountPoint);
    await run('losetup', '--detach', this.#device);
    await rm(this.#folder, { recursive: true, force: true });
  }

  static async #mount(make: (file: string) => Promise<unknown>): Promise<Ext4Image> {
    await using undo = new AsyncDisposableStack();
    const folder = await mkdtemp(join(tmpdir(), 'mailroom-ext4-'));
    undo.defer(() => rm(folder, { recursive: true, force: true }));
    const file = join(folder, 'image');
    const mountPoint = join(folder, 'mounted');
    await make(file);
    await mkdir(mountPoint);
    const device = await run('losetup', '--find', '--show', file);
    undo.defer(async () => void (await run('losetup', '--detach', device)));
    // ext4 commits its journal every 5 seconds by itself: not here.
    await run('mount', '-t', 'ext4', '-o', 'commit=300', device, mountPoint);
    undo.move();
    return new Ext4Image(folder, file, mountPoint, device);
  }
}

/** What somebody still uses is unmounted when he has gone. */
export async function unmount(mountPoint: string): Promise<void> {
  await run('umount', mountPoint).catch(() => run('umount', '--lazy', mountPoint));
}
