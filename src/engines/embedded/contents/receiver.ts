/** Takes a content as it arrives: small ones stay in memory, larger ones go to a file of their own at once. */
import { createHash, type Hash, hash as hashOnce } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { ContentReceiver, StagedContent } from '../../../domain/ports/contents.ts';
import type { ContentHash } from '../../../domain/ports/ids.ts';
import { SPILL_ABOVE_BYTES } from '../limits.ts';
import { HEADER_BYTES, writeHeader } from '../segments/record.ts';
import { requireSpace, SpillFile, type SpillOptions, spaceChecked, WRITE_BYTES } from './spill-file.ts';
import { Staged } from './staged.ts';

/** The file begins with room for the record's header, which is written when length and hash are known. */
interface Spill {
  readonly spill: SpillFile;
  readonly hash: Hash;
  crc: number;
}

export class Receiver implements ContentReceiver {
  readonly #options: SpillOptions;
  readonly #isLarge: boolean;
  #chunks: Uint8Array[] = [];
  #chunkBytes = 0;
  #spill: Spill | null = null;
  #sizeBytes = 0;
  #state: 'open' | 'finished' | 'disposed' = 'open';

  constructor(options: SpillOptions, expectedBytes = 0) {
    this.#options = options;
    this.#isLarge = expectedBytes > SPILL_ABOVE_BYTES;
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  write(chunk: Uint8Array): Promise<void> | undefined {
    this.#requireOpen();
    requireSpace(this.#options);
    this.#chunks.push(chunk);
    this.#chunkBytes += chunk.length;
    this.#sizeBytes += chunk.length;
    const limit = this.#spill !== null || this.#isLarge ? WRITE_BYTES : SPILL_ABOVE_BYTES;
    return this.#chunkBytes > limit ? this.#writeOut() : undefined;
  }

  async finish(): Promise<StagedContent> {
    this.#requireOpen();
    requireSpace(this.#options);
    if (this.#spill === null) {
      this.#state = 'finished';
      return stageInMemory(this.#chunks, this.#sizeBytes);
    }
    const { incoming } = this.#options;
    await this.#writeOut();
    const { spill, hash: digest, crc } = this.#spill;
    const hash = digest.digest('hex') as ContentHash;
    const header = Buffer.alloc(HEADER_BYTES);
    writeHeader(header, 0, { hash, sizeBytes: this.#sizeBytes, crc });
    await spaceChecked(async () => {
      await spill.file.write(header, 0, HEADER_BYTES, 0);
      await spill.file.sync();
    });
    await spill.file.close();
    this.#state = 'finished';
    return new Staged(hash, this.#sizeBytes, { kind: 'file', directory: incoming, name: spill.name });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#state !== 'open') return;
    this.#state = 'disposed';
    this.#chunks = [];
    await this.#spill?.spill.remove();
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
      await spill.spill.write(chunks);
    });
  }

  #requireOpen(): void {
    if (this.#state !== 'open') throw new Error(`the receiver is ${this.#state}`);
  }
}

async function openSpill(incoming: string): Promise<Spill> {
  return { spill: await SpillFile.open(incoming, HEADER_BYTES), hash: createHash('sha256'), crc: 0 };
}

function stageInMemory(chunks: readonly Uint8Array[], sizeBytes: number): Staged {
  const first = chunks[0];
  const bytes = chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks);
  const hash = hashOnce('sha256', bytes, 'hex') as ContentHash;
  return new Staged(hash, sizeBytes, { kind: 'memory', chunks: [bytes] });
}
