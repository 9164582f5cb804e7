/** Takes a content as it arrives: small ones stay in memory, larger ones go to a file of their own at once. */
import { createHash, type Hash, hash as hashOnce, randomUUID } from 'node:crypto';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { Failure } from '../../../base/failure.ts';
import type { ContentReceiver, StagedContent } from '../../../domain/ports/contents.ts';
import type { ContentHash } from '../../../domain/ports/ids.ts';
import { SPILL_ABOVE_BYTES } from '../limits.ts';
import { HEADER_BYTES, writeHeader } from '../segments/record.ts';
import { Staged } from './staged.ts';

/** Bytes of a large content gathered for one write. */
const WRITE_BYTES = 256 * 1024;

export interface ReceiverOptions {
  /** Directory of spill files. */
  readonly incoming: string;
  readonly isDiskShort: () => boolean;
}

/** The file begins with room for the record's header, which is written when length and hash are known. */
interface Spill {
  readonly name: string;
  readonly file: FileHandle;
  readonly hash: Hash;
  crc: number;
  /** Bytes of the content written so far. */
  written: number;
}

export class Receiver implements ContentReceiver {
  readonly #options: ReceiverOptions;
  readonly #isLarge: boolean;
  #chunks: Uint8Array[] = [];
  #chunkBytes = 0;
  #spill: Spill | null = null;
  #sizeBytes = 0;
  #state: 'open' | 'finished' | 'disposed' = 'open';

  constructor(options: ReceiverOptions, expectedBytes = 0) {
    this.#options = options;
    this.#isLarge = expectedBytes > SPILL_ABOVE_BYTES;
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  write(chunk: Uint8Array): Promise<void> | undefined {
    this.#requireOpen();
    this.#requireSpace();
    this.#chunks.push(chunk);
    this.#chunkBytes += chunk.length;
    this.#sizeBytes += chunk.length;
    const limit = this.#spill !== null || this.#isLarge ? WRITE_BYTES : SPILL_ABOVE_BYTES;
    return this.#chunkBytes > limit ? this.#writeOut() : undefined;
  }

  async finish(): Promise<StagedContent> {
    this.#requireOpen();
    this.#requireSpace();
    if (this.#spill === null) {
      this.#state = 'finished';
      return stageInMemory(this.#chunks, this.#sizeBytes);
    }
    const { incoming } = this.#options;
    await this.#writeOut();
    const { name, file, hash: digest, crc } = this.#spill;
    const hash = digest.digest('hex') as ContentHash;
    const header = Buffer.alloc(HEADER_BYTES);
    writeHeader(header, 0, { hash, sizeBytes: this.#sizeBytes, crc });
    await spaceChecked(async () => {
      await file.write(header, 0, HEADER_BYTES, 0);
      await file.sync();
    });
    await file.close();
    this.#state = 'finished';
    return new Staged(hash, this.#sizeBytes, { kind: 'file', directory: incoming, name });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#state !== 'open') return;
    this.#state = 'disposed';
    this.#chunks = [];
    if (this.#spill === null) return;
    await this.#spill.file.close();
    await rm(join(this.#options.incoming, this.#spill.name), { force: true });
  }

  async #writeOut(): Promise<void> {
    const chunks = this.#chunks;
    this.#chunks = [];
    this.#chunkBytes = 0;
    await spaceChecked(async () => {
      this.#spill ??= await openSpill(this.#options.incoming);
      const spill = this.#spill;
      for (const chunk of chunks) {
        spill.hash.update(chunk);
        spill.crc = crc32(chunk, spill.crc);
      }
      let rest = Buffer.concat(chunks);
      while (rest.length > 0) {
        const { bytesWritten } = await spill.file.write(rest, 0, rest.length, HEADER_BYTES + spill.written);
        spill.written += bytesWritten;
        rest = rest.subarray(bytesWritten);
      }
    });
  }

  #requireOpen(): void {
    if (this.#state !== 'open') throw new Error(`the receiver is ${this.#state}`);
  }

  #requireSpace(): void {
    if (this.#options.isDiskShort()) throw new Failure('no-space', 'disk space is short');
  }
}

async function openSpill(incoming: string): Promise<Spill> {
  const name = randomUUID();
  const file = await open(join(incoming, name), 'wx', 0o600);
  return { name, file, hash: createHash('sha256'), crc: 0, written: 0 };
}

function stageInMemory(chunks: readonly Uint8Array[], sizeBytes: number): Staged {
  const first = chunks[0];
  const bytes = chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks);
  const hash = hashOnce('sha256', bytes, 'hex') as ContentHash;
  return new Staged(hash, sizeBytes, { kind: 'memory', chunks: [bytes] });
}

async function spaceChecked(write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOSPC' || code === 'EDQUOT') throw new Failure('no-space', 'disk space is short', { cause });
    throw new Failure('unavailable', 'the content could not be written', { cause });
  }
}
