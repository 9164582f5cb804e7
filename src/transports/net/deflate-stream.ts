/**
 * DEFLATE in both directions over another stream. RFC 4978
 *
 * Each write that reaches this stream (a whole gathered turn) ends on a boundary that the peer can decode. Inflating
 * stops while the reader does not read, so that a few bytes that stand for a gigabyte never become one in memory.
 */
import { Duplex } from 'node:stream';
import { constants, createDeflateRaw, createInflateRaw } from 'node:zlib';

/**
 * A window of 8 KB and small tables: 64 KB for each connection instead of 256, for about 5 % more bytes.
 * The peer chooses its own window, so inflating has the largest.
 */
const DEFLATE = { windowBits: 13, memLevel: 6, level: 6 };
/** What comes out of inflating in one piece. */
const INFLATE = { windowBits: 15, chunkSize: 16 * 1024, finishFlush: constants.Z_SYNC_FLUSH };

export class DeflateStream extends Duplex {
  readonly #inner: Duplex;
  readonly #deflate = createDeflateRaw(DEFLATE);
  readonly #inflate = createInflateRaw(INFLATE);

  /** @param early input that was read from `inner` already and is compressed. */
  constructor(inner: Duplex, early: Uint8Array) {
    super({ allowHalfOpen: true, decodeStrings: true });
    this.#inner = inner;
    this.#connectInput(early);
    this.#connectOutput();
    inner.on('error', (error) => this.destroy(error));
    inner.on('close', () => this.destroy());
  }

  #connectInput(early: Uint8Array): void {
    const inner = this.#inner;
    const inflate = this.#inflate;
    const take = (chunk: Uint8Array) => {
      if (!inflate.write(chunk)) inner.pause();
    };
    inner.on('data', take);
    inner.on('end', () => inflate.end());
    inflate.on('drain', () => inner.resume());
    inflate.on('data', (chunk: Buffer) => {
      if (!this.push(chunk)) inflate.pause();
    });
    inflate.on('end', () => this.push(null));
    inflate.on('error', (error) => this.destroy(error));
    if (early.length > 0) take(early);
    inner.resume();
  }

  #connectOutput(): void {
    const inner = this.#inner;
    const deflate = this.#deflate;
    deflate.on('data', (chunk: Buffer) => {
      if (!inner.write(chunk)) deflate.pause();
    });
    inner.on('drain', () => deflate.resume());
    deflate.on('error', (error) => this.destroy(error));
  }

  override _read(): void {
    this.#inflate.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#deflate.write(chunk);
    this.#deflate.flush(constants.Z_SYNC_FLUSH, () => done());
  }

  override _writev(chunks: { chunk: Buffer }[], done: (error?: Error | null) => void): void {
    for (const { chunk } of chunks) this.#deflate.write(chunk);
    this.#deflate.flush(constants.Z_SYNC_FLUSH, () => done());
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#deflate.once('end', () => {
      this.#inner.end();
      done();
    });
    this.#deflate.end();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#deflate.destroy();
    this.#inflate.destroy();
    this.#inner.destroy();
    done(error);
  }
}
