/** A server on a disk of its own whose power can fail. Needs root, loop devices and Linux's own settings. */
import { join } from 'node:path';
import { CrashServer, type CrashServerOptions } from './crash-server.ts';
import { Ext4Image } from './ext4-image.ts';
import { holdWriteBack } from './held-write-back.ts';
import { run } from './run.ts';

export type MachineOptions = Omit<CrashServerOptions, 'dataDir'>;

export class Machine implements AsyncDisposable {
  readonly #options: MachineOptions;
  readonly #heldWriteBack: Disposable;
  #disk: Ext4Image;
  #server: CrashServer | null = null;

  private constructor(options: MachineOptions, heldWriteBack: Disposable, disk: Ext4Image) {
    this.#options = options;
    this.#heldWriteBack = heldWriteBack;
    this.#disk = disk;
  }

  /** Why there can be none here; null when there can. */
  static async whyNot(): Promise<string | null> {
    try {
      using _ = holdWriteBack();
      await using _disk = await Ext4Image.create();
      return null;
    } catch (error) {
      return `no power cuts without root and loop devices: ${error instanceof Error ? error.message : String(error)}`;
    }
  }

  static async start(options: MachineOptions): Promise<Machine> {
    await using undo = new AsyncDisposableStack();
    const heldWriteBack = undo.use(holdWriteBack());
    const machine = new Machine(options, heldWriteBack, await Ext4Image.create());
    undo.use(machine);
    await machine.startServer();
    undo.move();
    return machine;
  }

  get server(): CrashServer {
    if (this.#server === null) throw new Error('the server is not running');
    return this.#server;
  }

  /** Puts everything on the disk that is not there yet. */
  async flush(): Promise<void> {
    await run('sync', '--file-system', this.#disk.mountPoint);
  }

  get dataDir(): string {
    return join(this.#disk.mountPoint, 'data');
  }

  /** Resolves when the server is ready on what is left. */
  async failPower(): Promise<void> {
    await this.cutPower();
    await this.startServer();
  }

  /** The server stays off. */
  async cutPower(): Promise<void> {
    await this.#stopServer();
    const old = this.#disk;
    this.#disk = await old.cutPower();
    await old[Symbol.asyncDispose]();
  }

  /** After `cutPower`. Resolves when it is ready. */
  async startServer(): Promise<void> {
    this.#server = await CrashServer.start({ ...this.#options, dataDir: this.dataDir });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await using stack = new AsyncDisposableStack();
    stack.use(this.#heldWriteBack);
    stack.use(this.#disk);
    await this.#stopServer();
  }

  async #stopServer(): Promise<void> {
    await this.#server?.[Symbol.asyncDispose]();
    this.#server = null;
  }
}
