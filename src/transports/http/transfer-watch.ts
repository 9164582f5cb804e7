/**
 * Lets go of clients that take what they get, or send what they have begun, so slowly that they only want to hold the
 * connection. Looked at now and then: nothing is done for each packet.
 */
import type { Socket } from 'node:net';
import type { Clock } from '../../base/clock.ts';
import type { Expiring } from '../net/deadlines.ts';
import { hasUnreadBody } from './body.ts';
import type { RequestsUnderWay } from './requests-under-way.ts';

export interface TransferWatchOptions {
  readonly socket: Socket;
  readonly requests: Pick<RequestsUnderWay, 'unanswered'>;
  /** Least number of bytes in a second, of a body and of an answer; 0 for none. Read at each look. */
  readonly minimumRate: () => number;
  readonly clock: Clock;
}

const LOOK_MS = 10_000;
/** What is handed over at once is seen as sent when all of it is. */
const LARGEST_SLICE_BYTES = 64 * 1024;

export class TransferWatch implements Expiring {
  deadlineMs: number;
  readonly #options: TransferWatchOptions;
  #receivedBytes: number;
  #wasReceiving = false;
  #sentBytes = 0;
  #sentAtMs: number;

  constructor(options: TransferWatchOptions) {
    const { socket, clock } = options;
    this.#options = options;
    this.#receivedBytes = socket.bytesRead;
    this.#sentAtMs = clock.monotonicMs();
    this.deadlineMs = this.#sentAtMs + LOOK_MS;
  }

  expire(): void {
    const { socket, clock, minimumRate } = this.#options;
    const nowMs = clock.monotonicMs();
    const rate = minimumRate();
    if (rate > 0 && (this.#receivesTooSlowly(rate) || this.#sendsTooSlowly(rate, nowMs))) socket.destroy();
    this.deadlineMs = nowMs + LOOK_MS;
  }

  /** Of a body that was under way at the last look as well. What waits here to be read is not the client's fault. */
  #receivesTooSlowly(rate: number): boolean {
    const { socket, requests } = this.#options;
    const received = socket.bytesRead - this.#receivedBytes;
    const wasReceiving = this.#wasReceiving;
    this.#receivedBytes = socket.bytesRead;
    this.#wasReceiving = requests.unanswered.some(({ req }) => hasUnreadBody(req) && req.readableLength === 0);
    return wasReceiving && this.#wasReceiving && received < (rate * LOOK_MS) / 1000;
  }

  #sendsTooSlowly(rate: number, nowMs: number): boolean {
    const { socket } = this.#options;
    const sent = socket.bytesWritten - socket.writableLength;
    const isGoingOn = socket.writableLength === 0 || sent !== this.#sentBytes;
    this.#sentBytes = sent;
    if (isGoingOn) this.#sentAtMs = nowMs;
    return nowMs - this.#sentAtMs > (LARGEST_SLICE_BYTES / rate) * 1000;
  }
}
