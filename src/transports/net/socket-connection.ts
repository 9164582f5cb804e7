/** A connection over a TCP or Unix socket, with TLS and DEFLATE put on top when the session asks for them. */
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../base/log.ts';
import { type Connection, ConnectionClosed, type Peer, type TlsState } from './connection.ts';
import type { Deadlines, Expiring } from './deadlines.ts';
import { DeflateStream } from './deflate-stream.ts';
import { Pace } from './pace.ts';
import type { PacedQueue } from './paced-queue.ts';
import { StreamInput } from './stream-input.ts';
import { StreamOutput } from './stream-output.ts';
import { describeTls } from './tls-state.ts';
import type { Turns } from './turns.ts';

/** How long what was written may take to leave after `end`. */
const SEND_REST_MS = 30_000;
/** How long the peer may take to close its side afterwards; until then its input is discarded, so that the kernel
 * does not answer it with a reset that overtakes the last reply. */
const LINGER_MS = 2_000;

export interface SocketConnectionOptions {
  readonly socket: Socket;
  readonly id: string;
  readonly peer: Peer;
  readonly log: Logger;
  readonly clock: Clock;
  readonly deadlines: Deadlines;
  readonly farewells: PacedQueue;
  readonly turns: Turns;
  /** Whether this peer may send passwords in the clear, asked each time. */
  readonly mayAuthenticateInClear: () => boolean;
  /** Performs the handshake; rejects with ConnectionClosed `tls-failure`. Null where there is no TLS. */
  readonly secure: ((socket: Socket) => Promise<TLSSocket>) | null;
}

export class SocketConnection implements Connection, Expiring {
  readonly id: string;
  readonly peer: Peer;
  readonly localPort: number;
  readonly pace: Pace;

  readonly #options: SocketConnectionOptions;
  readonly #input: StreamInput;
  readonly #output: StreamOutput;
  #stream: Duplex;
  #tls: TlsState | null = null;
  #log: Logger | null = null;
  #abort: AbortController | null = null;
  #closeDeadlineMs = Infinity;
  #isEnding = false;
  #isGone = false;
  #isWaitedFor = false;
  #goesEvenIfPipelined = false;
  /** The peer ended its side while it should have waited. */
  #isAbandoned = false;
  #whenGone: (() => void)[] = [];
  #isShuttingDown = false;
  #onShutDown: () => void = () => {};

  constructor(options: SocketConnectionOptions) {
    const { socket, clock, deadlines, farewells } = options;
    this.id = options.id;
    this.peer = options.peer;
    this.localPort = socket.localPort ?? 0;
    this.#options = options;
    this.pace = new Pace(clock, options.turns);
    this.#stream = socket;
    this.#input = new StreamInput(clock, farewells);
    this.#output = new StreamOutput(socket, clock);
    deadlines.watch(this);
    // These stay when TLS is put on top: an error without a listener would end the process.
    socket.on('error', this.#onError).on('close', this.#onClose).on('end', this.#onEnd);
    this.#input.attach(socket);
  }

  get log(): Logger {
    this.#log ??= this.#options.log.child({ connection: this.id, peer: this.peer.address });
    return this.#log;
  }

  get tls(): TlsState | null {
    return this.#tls;
  }

  get canStartTls(): boolean {
    return this.#tls === null && this.#options.secure !== null;
  }

  get mayAuthenticate(): boolean {
    return this.#tls !== null || this.peer.isUnixSocket || this.#options.mayAuthenticateInClear();
  }

  get signal(): AbortSignal {
    this.#abort ??= new AbortController();
    if (this.#isGone || this.#isAbandoned) this.#abort.abort();
    return this.#abort.signal;
  }

  get hasInput(): boolean {
    return this.#input.buffer.length > 0;
  }

  get deadlineMs(): number {
    return Math.min(this.#input.deadlineMs, this.#output.deadlineMs, this.#closeDeadlineMs);
  }

  expire(): void {
    const nowMs = this.#options.clock.monotonicMs();
    if (this.#input.deadlineMs <= nowMs) this.#input.expire();
    if (Math.min(this.#output.deadlineMs, this.#closeDeadlineMs) > nowMs) return;
    this.#input.end('too-slow');
    this.destroy();
  }

  /** Ends the session as soon as it waits for a command. */
  shutDown(): void {
    if (this.#isShuttingDown) return;
    this.#isShuttingDown = true;
    this.#input.shutDown();
    this.#onShutDown();
  }

  setIsWaitedFor(isWaitedFor: boolean, evenIfPipelined = false): void {
    this.#isWaitedFor = isWaitedFor;
    this.#goesEvenIfPipelined = evenIfPipelined;
    this.#noticeAbandonment();
  }

  setIdleTimeout(ms: number): void {
    this.#output.setIdleTimeout(ms);
    this.#input.setIdleTimeout(ms);
  }

  limitRate(bytesPerSecond: number, graceMs = Infinity): void {
    this.#input.limitRate(bytesPerSecond, graceMs);
  }

  async readLine(maxBytes: number): Promise<Uint8Array> {
    if (this.#mustRest) {
      this.#output.send();
      await this.pace.rest();
    }
    for (;;) {
      const line = this.#takeLineNow(maxBytes);
      if (line !== null) return line;
      await this.#nextTurn(true);
    }
  }

  takeLine(maxBytes: number): Uint8Array | null {
    return this.#mustRest ? null : this.#takeLineNow(maxBytes);
  }

  async skipLine(maxBytes: number): Promise<void> {
    for (let skipped = 0; ; await this.#nextTurn(false)) {
      const { bytes, isComplete } = this.#input.buffer.skipLine();
      if (isComplete) return;
      skipped += bytes;
      if (skipped < maxBytes) continue;
      this.#input.end('endless-line');
      throw new ConnectionClosed('endless-line');
    }
  }

  async read(maxBytes: number, forCommand = false): Promise<Uint8Array> {
    for (;;) {
      const bytes = this.#input.buffer.take(maxBytes);
      if (bytes.length > 0) return bytes;
      await this.#nextTurn(forCommand);
    }
  }

  unread(bytes: Uint8Array): void {
    this.#input.buffer.unshift(bytes);
  }

  write(data: string | Uint8Array): void {
    this.#output.write(data);
  }

  async flush(): Promise<void> {
    this.#output.send();
    await this.#output.drained();
    if (this.#isGone) throw new ConnectionClosed(this.#input.ended ?? 'reset');
  }

  async startTls(): Promise<void> {
    if (!this.canStartTls) throw new TypeError('no TLS, or TLS within TLS');
    this.#output.send();
    await this.#output.sent();
    this.#input.detach();
    this.#input.buffer.clear();
    while (this.#options.socket.read() !== null);
    await this.secure();
  }

  /** Performs the handshake; input that is buffered belongs to it. For listeners that begin with TLS. */
  async secure(): Promise<void> {
    const { socket, secure } = this.#options;
    if (secure === null) throw new TypeError('a listener without TLS');
    this.#input.detach();
    const early = this.#input.buffer.take(Infinity);
    if (early.length > 0) socket.unshift(early);
    try {
      const secured = await secure(socket);
      this.#tls = describeTls(secured);
      this.#goOnWith(secured.on('_tlsError', this.#onError));
    } catch (error) {
      this.#input.end('tls-failure');
      this.destroy();
      throw error;
    }
  }

  startCompression(): void {
    this.#output.send();
    this.#input.detach();
    this.#goOnWith(new DeflateStream(this.#stream, this.#input.buffer.take(Infinity)));
  }

  takeStream(onShutDown: () => void): Socket {
    const stream = this.#stream;
    // TLS is one as well; DEFLATE is not.
    if (!(stream instanceof Socket)) throw new TypeError('the stream is no socket any more');
    this.#output.send();
    this.#input.detach();
    const early = this.#input.buffer.take(Infinity);
    if (early.length > 0) stream.unshift(early);
    if (this.#isShuttingDown) onShutDown();
    else this.#onShutDown = onShutDown;
    return stream;
  }

  async end(): Promise<void> {
    this.#output.send();
    if (!this.#isEnding && !this.#isGone) {
      this.#isEnding = true;
      this.#input.end('end');
      this.#closeDeadlineMs = this.#options.clock.monotonicMs() + SEND_REST_MS;
      this.#stream.once('finish', () => {
        this.#closeDeadlineMs = this.#options.clock.monotonicMs() + LINGER_MS;
      });
      this.#input.discard();
      this.#stream.end();
      this.#output.close();
    }
    if (!this.#isGone) await new Promise<void>((resolve) => this.#whenGone.push(resolve));
  }

  destroy(): void {
    this.#stream.destroy();
    this.#options.socket.destroy();
  }

  /** A stream that was put on top of the present one carries the session from now on. */
  #goOnWith(stream: Duplex): void {
    this.#stream.off('end', this.#onEnd);
    this.#stream = stream;
    stream.on('error', this.#onError).on('close', this.#onClose).on('end', this.#onEnd);
    this.#output.moveTo(stream);
    this.#input.attach(stream);
  }

  /** One that waits for its answers has nothing buffered, and is served at once. */
  get #mustRest(): boolean {
    return this.hasInput && this.pace.isOver;
  }

  #takeLineNow(maxBytes: number): Uint8Array | null {
    // Whoever cannot be answered any more is not served either.
    return this.#isGone || this.#output.isFull ? null : this.#input.buffer.takeLine(maxBytes);
  }

  async #nextTurn(forCommand: boolean): Promise<void> {
    this.#output.send();
    if (this.#output.isFull) await this.#output.drained();
    else await this.#input.waitForMore(forCommand);
  }

  readonly #onEnd = (): void => {
    this.#input.end('end');
    this.#noticeAbandonment();
  };

  #noticeAbandonment(): void {
    if (!this.#isWaitedFor || this.#input.ended !== 'end') return;
    if (this.hasInput && !this.#goesEvenIfPipelined) return;
    this.#isAbandoned = true;
    this.#abort?.abort();
  }

  readonly #onError = (error: NodeJS.ErrnoException): void => {
    const isReset = error.syscall !== undefined || error.code === 'ERR_STREAM_PREMATURE_CLOSE';
    this.#input.end(this.#tls !== null && !isReset ? 'tls-failure' : 'reset');
    this.destroy();
    this.#onClose();
  };

  readonly #onClose = (): void => {
    if (this.#isGone) return;
    this.#isGone = true;
    this.#options.deadlines.forget(this);
    this.#input.end('reset');
    this.#output.close();
    this.#abort?.abort();
    for (const resolve of this.#whenGone) resolve();
    this.#whenGone = [];
  };
}
