/** The writing half of a connection: gathers what a turn writes, sends it, and knows when the peer should read first. */
import type { Duplex } from 'node:stream';
import type { Clock } from '../../base/clock.ts';
import { GatheredOutput } from './gathered-output.ts';

/** Output that is gathered while commands are at hand; above it, it is sent before the next command is taken. */
const GATHERED_HIGH_WATER_BYTES = 64 * 1024;

export class StreamOutput {
  /** When the peer must have accepted something, on the monotonic clock; Infinity while nothing is waited for. */
  deadlineMs = Infinity;

  readonly #clock: Clock;
  readonly #gathered = new GatheredOutput();
  #stream: Duplex;
  #idleMs = Infinity;
  #drain: PromiseWithResolvers<void> | null = null;
  #isClosed = false;

  constructor(stream: Duplex, clock: Clock) {
    this.#clock = clock;
    this.#stream = stream;
    stream.on('drain', this.#onDrain);
  }

  /** Goes on with a stream that is put on top of the present one. What was gathered must have been sent. */
  moveTo(stream: Duplex): void {
    this.#stream.off('drain', this.#onDrain);
    this.#stream = stream;
    stream.on('drain', this.#onDrain);
  }

  setIdleTimeout(ms: number): void {
    this.#idleMs = ms;
  }

  /** So much is unsent that nothing more should be answered before the peer has read. */
  get isFull(): boolean {
    // A client that sends commands without end and reads no answer must not make the answers pile up.
    if (this.#gathered.sizeBytes > GATHERED_HIGH_WATER_BYTES) this.send();
    return this.#stream.writableNeedDrain;
  }

  write(data: string | Uint8Array): void {
    this.#gathered.write(data);
  }

  /** Hands what was gathered to the stream; drops it once the connection is closed. */
  send(): void {
    if (this.#isClosed) this.#gathered.clear();
    else this.#gathered.sendTo(this.#stream);
  }

  /** Resolves when the stream takes more, or is closed. */
  async drained(): Promise<void> {
    if (!this.#stream.writableNeedDrain) return;
    this.#drain ??= Promise.withResolvers<void>();
    this.deadlineMs = this.#clock.monotonicMs() + this.#idleMs;
    await this.#drain.promise;
  }

  /** Resolves when everything is with the kernel, or the stream is closed. Not to be called beside `drained`. */
  async sent(): Promise<void> {
    const stream = this.#stream;
    if (stream.writableLength === 0) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.deadlineMs = this.#clock.monotonicMs() + this.#idleMs;
    stream.once('close', resolve);
    stream.write('', () => resolve());
    await promise;
    stream.off('close', resolve);
    this.deadlineMs = Infinity;
  }

  /** Nothing can be sent any more. */
  close(): void {
    this.#isClosed = true;
    this.#gathered.clear();
    this.#onDrain();
  }

  readonly #onDrain = (): void => {
    this.deadlineMs = Infinity;
    this.#drain?.resolve();
    this.#drain = null;
  };
}
