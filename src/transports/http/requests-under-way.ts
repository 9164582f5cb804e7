/** Requests that are not answered yet, and how each learns that nobody waits any more. */
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { HttpResponse } from './server.ts';

export class RequestsUnderWay {
  readonly #underWay = new Map<HttpResponse, AbortController>();
  readonly #onIdle: () => void;
  #isFinishing = false;
  #isShuttingDown = false;
  #hasClosed = false;
  #count = 0;

  /** @param onIdle called when the last one is answered, or gone, and no more may come. */
  constructor(onIdle: () => void = () => {}) {
    this.#onIdle = onIdle;
  }

  /** How many have come so far. */
  get count(): number {
    return this.#count;
  }

  get size(): number {
    return this.#underWay.size;
  }

  /** An answer has said, or will say, that it is the last one of the connection. RFC 9112 */
  get isClosing(): boolean {
    return (
      this.#hasClosed || this.#isFinishing || [...this.#underWay.keys()].some(({ shouldKeepAlive }) => !shouldKeepAlive)
    );
  }

  /** In the order in which they have come. */
  get unanswered(): readonly HttpResponse[] {
    return [...this.#underWay.keys()];
  }

  /** Returns what is aborted when the client is gone or `shutDown` was called. */
  begin(response: HttpResponse): AbortSignal {
    const abort = new AbortController();
    this.#underWay.set(response, abort);
    this.#count += 1;
    response.once('close', () => this.#end(response, abort));
    if (this.#isShuttingDown) abort.abort();
    return abort.signal;
  }

  /**
   * For requests of one connection: no more than one answer is to wait for a client to take it.
   *
   * @param work runs when the answers to those begun before have left; never, where one of them was the last one or the
   * client has gone.
   */
  inTurn(response: HttpResponse, work: () => void): void {
    const all = this.unanswered;
    const previous = all[all.indexOf(response) - 1];
    if (previous === undefined) {
      work();
      return;
    }
    previous.once('close', () => {
      if (!this.#hasClosed && !response.req.socket.destroyed) work();
    });
  }

  /** What is written about it from now on goes nowhere: its client is told something else. */
  takeOver(response: HttpResponse, socket: Duplex): void {
    const abort = this.#underWay.get(response);
    // The streams that this server serves are sockets, or behave as if they were.
    response.detachSocket(socket as Socket);
    response.destroy();
    if (abort !== undefined) this.#end(response, abort);
  }

  /** What is under way is answered, and nothing more. */
  finish(): void {
    if (this.#isFinishing) return;
    this.#isFinishing = true;
    const last = this.unanswered.at(-1);
    if (last?.headersSent === false) last.shouldKeepAlive = false;
    if (this.size === 0) this.#onIdle();
  }

  /** The same; what goes on without end learns by its signal that it should not. */
  shutDown(): void {
    this.#isShuttingDown = true;
    for (const abort of this.#underWay.values()) abort.abort();
    this.finish();
  }

  #end(response: HttpResponse, abort: AbortController): void {
    abort.abort();
    this.#underWay.delete(response);
    this.#hasClosed ||= !response.shouldKeepAlive;
    if (this.#isFinishing && this.size === 0) this.#onIdle();
  }
}
