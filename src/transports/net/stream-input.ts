/**
 * The reading half of a connection: pulls lines and bytes out of a stream.
 *
 * The stream flows while somebody waits or little is buffered, and pauses otherwise, so that a session that is busy
 * makes the peer wait. Once reading has ended, every further wait throws the same reason.
 */
import type { Duplex } from 'node:stream';
import type { Clock } from '../../base/clock.ts';
import { LineBuffer } from '../../wire/line/line-buffer.ts';
import { ConnectionClosed } from './connection.ts';
import type { PacedQueue } from './paced-queue.ts';
import { TransferBudget } from './transfer-budget.ts';

/** Input buffered for a session that is busy; above it the stream pauses. */
const HIGH_WATER_BYTES = 64 * 1024;

interface Waiter {
  readonly sinceMs: number;
  readonly wake: () => void;
}

export class StreamInput {
  readonly buffer = new LineBuffer();
  /** When the present wait must end, on the monotonic clock; Infinity without one. */
  deadlineMs = Infinity;

  readonly #clock: Clock;
  readonly #farewells: PacedQueue;
  #stream: Duplex | null = null;
  #isPaused = false;
  #idleMs = Infinity;
  #budget: TransferBudget | null = null;
  #ended: ConnectionClosed['reason'] | null = null;
  #waiter: Waiter | null = null;
  /** The session is to end when it next waits for a command. */
  #isShuttingDown = false;
  #waitsForCommand = false;

  constructor(clock: Clock, farewells: PacedQueue) {
    this.#clock = clock;
    this.#farewells = farewells;
  }

  get ended(): ConnectionClosed['reason'] | null {
    return this.#ended;
  }

  attach(stream: Duplex): void {
    this.#stream = stream;
    this.#isPaused = false;
    stream.on('data', this.#onData).resume();
  }

  detach(): void {
    this.#stream?.off('data', this.#onData);
    this.#stream?.pause();
    this.#stream = null;
  }

  setIdleTimeout(ms: number): void {
    this.#idleMs = ms;
    if (this.#waiter !== null) this.#setDeadline(this.#waiter.sinceMs);
  }

  /** Nothing, or the least rate for what is read from now on. */
  limitRate(bytesPerSecond: number, graceMs: number): void {
    const mostMs = Math.min(graceMs, this.#idleMs);
    this.#budget = bytesPerSecond > 0 ? new TransferBudget(bytesPerSecond, mostMs) : null;
  }

  /** Ends reading; only the first reason counts. What was buffered can still be taken. */
  end(reason: ConnectionClosed['reason']): void {
    this.#ended ??= reason;
    if (this.#waiter !== null) this.#farewells.push(() => this.#wake());
  }

  /** Ends the present wait for a command, or the next one. */
  shutDown(): void {
    this.#isShuttingDown = true;
    if (this.#waitsForCommand && this.#waiter !== null) this.end('shutdown');
  }

  /** The deadline of the wait has passed. */
  expire(): void {
    this.end(this.#budget !== null && this.#budget.leftMs < this.#idleMs ? 'too-slow' : 'idle-timeout');
  }

  /**
   * Waits until more input is here. Throws ConnectionClosed.
   * @param forCommand the session is between two commands, where a shutdown may end it.
   */
  async waitForMore(forCommand: boolean): Promise<void> {
    if (this.#ended === null && forCommand && this.#isShuttingDown) this.#ended = 'shutdown';
    if (this.#ended !== null) throw new ConnectionClosed(this.#ended);
    if (this.#waiter !== null) throw new TypeError('two readers on one connection');
    const length = this.buffer.length;
    await new Promise<void>((wake) => {
      const sinceMs = this.#clock.monotonicMs();
      this.#waiter = { sinceMs, wake };
      this.#waitsForCommand = forCommand;
      this.#setDeadline(sinceMs);
      if (this.#isPaused) {
        this.#isPaused = false;
        this.#stream?.resume();
      }
    });
    if (this.buffer.length === length && this.#ended !== null) throw new ConnectionClosed(this.#ended);
  }

  /** Drops what comes from now on. */
  discard(): void {
    this.buffer.clear();
    this.#stream?.off('data', this.#onData);
    this.#stream?.resume();
    this.#stream = null;
  }

  #setDeadline(sinceMs: number): void {
    this.deadlineMs = sinceMs + Math.min(this.#idleMs, this.#budget?.leftMs ?? Infinity);
  }

  readonly #onData = (chunk: Buffer): void => {
    this.buffer.push(chunk);
    this.#wake();
    this.#budget?.earn(chunk.length);
    if (this.buffer.length < HIGH_WATER_BYTES) return;
    this.#isPaused = true;
    this.#stream?.pause();
  };

  #wake(): void {
    const waiter = this.#waiter;
    if (waiter === null) return;
    this.#waiter = null;
    this.deadlineMs = Infinity;
    this.#budget?.spend(this.#clock.monotonicMs() - waiter.sinceMs);
    waiter.wake();
  }
}
