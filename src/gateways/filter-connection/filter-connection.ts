/**
 * A connection to a content filter beside us, over a Unix socket or TCP. Everything that goes wrong with the filter is
 * Failure `unavailable`; no wait is without end.
 */
import { setImmediate } from 'node:timers/promises';
import { Failure } from '../../base/failure.ts';
import type { FilterAddress } from '../../domain/ports/content-filter.ts';
import { LineBuffer } from '../../wire/line/line-buffer.ts';
import { ListeningSocket } from './listening-socket.ts';

export interface ConnectionLimits {
  readonly connectTimeoutMs: number;
  /** How long the filter may neither take nor say anything while it should. */
  readonly silenceTimeoutMs: number;
}

/** What a filter may send ahead before somebody reads it; beyond that it has to wait. */
const MAX_UNREAD_BYTES = 64 * 1024;

export class FilterConnection implements Disposable {
  readonly #socket: ListeningSocket;
  readonly #limits: ConnectionLimits;
  readonly #signal: AbortSignal;
  readonly #unread = new LineBuffer();
  #hasEnded = false;
  /** Why nothing goes any more. */
  #failure: { readonly error: unknown } | null = null;
  /** Called whenever something has happened that somebody may wait for. */
  #wake: () => void = () => {};

  private constructor(socket: ListeningSocket, limits: ConnectionLimits, signal: AbortSignal) {
    this.#socket = socket;
    this.#limits = limits;
    this.#signal = signal;
    socket.on('data', (chunk) => this.#take(chunk));
    socket.on('end', () => {
      this.#hasEnded = true;
      this.#wake();
    });
    socket.on('drain', () => this.#wake());
    socket.on('error', (cause) =>
      this.#fail(new Failure('unavailable', `the connection broke: ${cause.message}`, { cause })),
    );
    socket.on('close', () => this.#fail(new Failure('unavailable', 'the connection was closed')));
    signal.addEventListener('abort', this.#abort, { once: true });
  }

  /** Throws Failure `unavailable`, or the signal's reason. The signal ends the connection at any later time as well. */
  static async open(address: FilterAddress, limits: ConnectionLimits, signal: AbortSignal): Promise<FilterConnection> {
    signal.throwIfAborted();
    // Some filters are told by our end of the stream that they have everything, and answer then.
    const socket = new ListeningSocket({ allowHalfOpen: true });
    socket.setNoDelay();
    if (address.kind === 'unix') socket.connect({ path: address.path });
    else socket.connect({ host: address.host, port: address.port });
    const connection = new FilterConnection(socket, limits, signal);
    let isConnected = false;
    socket.once('connect', () => {
      isConnected = true;
      connection.#wake();
    });
    try {
      await connection.#until(() => isConnected, limits.connectTimeoutMs, 'no connection');
      return connection;
    } catch (error) {
      connection[Symbol.dispose]();
      throw error;
    }
  }

  /** There is something to be read before anything else is sent, or the filter does not listen any more. */
  get hasInput(): boolean {
    return this.#canRead || this.#socket.hasLostVoice;
  }

  get #canRead(): boolean {
    return this.#unread.length > 0 || this.#hasEnded || this.#failure !== null;
  }

  /**
   * Sends, and waits while the filter neither takes it nor says anything: look at `hasInput` before sending more. Where
   * the connection is broken it does nothing: reading tells what the filter said before, and then why.
   */
  async write(bytes: Uint8Array): Promise<void> {
    if (this.#failure !== null || this.#socket.hasLostVoice) return;
    const isTaken = this.#socket.write(bytes);
    // What the filter says meanwhile is heard, however fast it takes what it gets.
    if (isTaken) return await setImmediate();
    const { silenceTimeoutMs } = this.#limits;
    const isDone = () => this.#socket.writableLength === 0 || this.hasInput;
    await this.#until(isDone, silenceTimeoutMs, 'nothing was taken').catch(() => {});
  }

  /** Says that nothing more will come from here; reading goes on. */
  end(): void {
    this.#socket.end();
  }

  /** What has come and nobody has read, or comes next; null at the end of what the filter says. */
  async read(timeoutMs = this.#limits.silenceTimeoutMs): Promise<Uint8Array | null> {
    // What arrived before the connection broke still counts.
    if (!this.#canRead) await this.#until(() => this.#canRead, timeoutMs, 'no answer');
    if (this.#unread.length > 0) {
      this.#socket.resume();
      return this.#unread.take(this.#unread.length);
    }
    if (!this.#hasEnded && this.#failure !== null) throw this.#failure.error;
    return null;
  }

  [Symbol.dispose](): void {
    this.#signal.removeEventListener('abort', this.#abort);
    this.#socket.destroy();
  }

  readonly #abort = () => {
    this.#fail(this.#signal.reason);
    this.#socket.destroy();
  };

  #take(chunk: Uint8Array): void {
    this.#unread.push(chunk);
    if (this.#unread.length >= MAX_UNREAD_BYTES) this.#socket.pause();
    this.#wake();
  }

  #fail(error: unknown): void {
    // The first reason is the one that explains.
    this.#failure ??= { error };
    this.#wake();
  }

  /** One waits at a time: a conversation is one thing after the other. */
  async #until(isDone: () => boolean, timeoutMs: number, what: string): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    try {
      await new Promise<void>((resolve, reject) => {
        const look = () => {
          if (isDone()) resolve();
          else if (this.#failure !== null) reject(this.#failure.error);
        };
        timer = setTimeout(() => {
          this.#fail(new Failure('unavailable', `${what} within ${timeoutMs} ms`));
          this.#socket.destroy();
        }, timeoutMs);
        this.#wake = look;
        look();
      });
    } finally {
      clearTimeout(timer);
      this.#wake = () => {};
    }
  }
}
