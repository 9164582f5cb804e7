/** Bytes that are looked at before it is decided what becomes of them: in memory when few, else in a file. */
import { Failure } from '../../../base/failure.ts';
import type { Scratch } from '../../../domain/ports/contents.ts';
import { SPILL_ABOVE_BYTES } from '../limits.ts';
import { requireSpace, SpillFile, type SpillOptions, spaceChecked, WRITE_BYTES } from './spill-file.ts';

/** Bytes read from the file at a time. */
const READ_BYTES = 256 * 1024;

export class ScratchPad implements Scratch {
  readonly #options: SpillOptions;
  readonly #isLarge: boolean;
  /** What is not in the file, behind what is. */
  #chunks: Uint8Array[] = [];
  #chunkBytes = 0;
  #spill: SpillFile | null = null;
  #sizeBytes = 0;
  #isDisposed = false;

  constructor(options: SpillOptions, expectedBytes = 0) {
    this.#options = options;
    this.#isLarge = expectedBytes > SPILL_ABOVE_BYTES;
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  write(chunk: Uint8Array): Promise<void> | undefined {
    this.#requireUsable();
    requireSpace(this.#options);
    this.#chunks.push(chunk);
    this.#chunkBytes += chunk.length;
    this.#sizeBytes += chunk.length;
    const limit = this.#spill !== null || this.#isLarge ? WRITE_BYTES : SPILL_ABOVE_BYTES;
    return this.#chunkBytes > limit ? this.#writeOut() : undefined;
  }

  async *read(): AsyncIterable<Uint8Array> {
    this.#requireUsable();
    const chunks = this.#chunks;
    const end = this.#spill?.position ?? 0;
    for (let at = 0; at < end; ) {
      const chunk = await this.#readFile(at, Math.min(READ_BYTES, end - at));
      at += chunk.length;
      yield chunk;
    }
    for (const chunk of chunks) {
      this.#requireUsable();
      yield chunk;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    this.#chunks = [];
    await this.#spill?.remove();
  }

  async #writeOut(): Promise<void> {
    const chunks = this.#chunks;
    this.#chunks = [];
    this.#chunkBytes = 0;
    await spaceChecked(async () => {
      this.#spill ??= await SpillFile.open(this.#options.incoming, 0);
      await this.#spill.write(chunks);
    });
  }

  async #readFile(position: number, length: number): Promise<Uint8Array> {
    this.#requireUsable();
    const target = Buffer.allocUnsafeSlow(length);
    const { bytesRead = 0 } = (await this.#spill?.file.read(target, 0, length, position)) ?? {};
    if (bytesRead === 0) throw new Failure('unavailable', 'the scratch file ended early');
    return target.subarray(0, bytesRead);
  }

  #requireUsable(): void {
    if (this.#isDisposed) throw new Error('the scratch is disposed');
  }
}
