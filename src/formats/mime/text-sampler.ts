/** Keeps the beginning of the first texts, plain or HTML, while the message streams by. */
import type { MimePart, TextSample } from './mime-part.ts';

interface OpenSample {
  readonly part: MimePart;
  /** Where the body began when the part was offered. */
  readonly start: number;
  buffer: Buffer;
  length: number;
}

/** The first texts may be blank, as some mail programs write them; with so many, nobody wants a preview. */
const MAX_SAMPLES = 4;
const INITIAL_BYTES = 2 * 1024;

export class TextSampler {
  readonly #maxBytes: number;
  readonly #samples: OpenSample[] = [];

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Called when the body of a leaf begins. */
  offer(part: MimePart): void {
    if (part.type !== 'text' || (part.subtype !== 'plain' && part.subtype !== 'html')) return;
    if (part.disposition?.type === 'attachment') return;
    if (this.#samples.length === MAX_SAMPLES) return;
    const buffer = Buffer.allocUnsafe(Math.min(INITIAL_BYTES, this.#maxBytes));
    this.#samples.push({ part, start: part.bodyStart, buffer, length: 0 });
  }

  /** Takes what a chunk has of the samples; where the part ends is not known yet, `finish` cuts it. */
  feed(chunk: Buffer, chunkStart: number): void {
    for (const sample of this.#samples) {
      const start = sample.start + sample.length - chunkStart;
      const end = Math.min(chunk.length, start + this.#maxBytes - sample.length);
      // A part whose header ran into a delimiter has no body; its start may lie in a chunk that is gone.
      if (start >= 0 && start < end) append(sample, chunk, start, end);
    }
  }

  finish(): TextSample[] {
    return this.#samples.map(({ part, buffer, length }) => ({
      part,
      bytes: buffer.subarray(0, Math.min(length, part.bodyEnd - part.bodyStart)),
    }));
  }
}

function append(sample: OpenSample, chunk: Buffer, start: number, end: number): void {
  const needed = sample.length + end - start;
  if (needed > sample.buffer.length) {
    const grown = Buffer.allocUnsafe(Math.max(needed, 2 * sample.buffer.length));
    sample.buffer.copy(grown, 0, 0, sample.length);
    sample.buffer = grown;
  }
  chunk.copy(sample.buffer, sample.length, start, end);
  sample.length = needed;
}
