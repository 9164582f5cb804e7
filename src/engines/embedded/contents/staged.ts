/** A content that waits to be filed: in memory when it is small, in a spill file otherwise. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { StagedContent } from '../../../domain/ports/contents.ts';
import type { ContentHash } from '../../../domain/ports/ids.ts';

type Place =
  | { readonly kind: 'memory'; readonly chunks: readonly Uint8Array[] }
  | { readonly kind: 'file'; readonly directory: string; readonly name: string };

export class Staged implements StagedContent {
  readonly hash: ContentHash;
  readonly sizeBytes: number;
  #place: Place | null;

  constructor(hash: ContentHash, sizeBytes: number, place: Place) {
    this.hash = hash;
    this.sizeBytes = sizeBytes;
    this.#place = place;
  }

  /** Null when they are in a file, or given up. */
  get bytes(): readonly Uint8Array[] | null {
    return this.#place?.kind === 'memory' ? this.#place.chunks : null;
  }

  /** Name of the spill file, unless the bytes are in memory, were filed, or were given up. */
  get spillFile(): string | null {
    return this.#place?.kind === 'file' ? this.#place.name : null;
  }

  /** The store keeps the content now: a spill file became a segment, or was not needed. */
  async consumed(): Promise<void> {
    if (this.#place?.kind === 'file') await this[Symbol.asyncDispose]();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const place = this.#place;
    this.#place = null;
    if (place?.kind === 'file') await rm(join(place.directory, place.name), { force: true });
  }
}

/** Operations take only what this engine staged. */
export function requireStaged(staged: StagedContent): Staged {
  if (staged instanceof Staged) return staged;
  throw new TypeError('the content was not staged by this engine');
}
