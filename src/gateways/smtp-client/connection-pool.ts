/** Sessions that wait a few seconds for the next message of their route. */

import { SENDER_LIMITS } from './sender-options.ts';
import type { SmtpSession } from './smtp-session.ts';

interface Idle {
  readonly key: string;
  readonly session: SmtpSession;
  readonly timer: NodeJS.Timeout;
}

export class ConnectionPool implements AsyncDisposable {
  readonly #quitTimeoutMs: number;
  /** By route, the one that was used last at the end. */
  readonly #idle = new Map<string, Idle[]>();
  readonly #leaving = new Set<Promise<void>>();
  #count = 0;
  #isClosed = false;

  constructor(quitTimeoutMs: number) {
    this.#quitTimeoutMs = quitTimeoutMs;
  }

  get size(): number {
    return this.#count;
  }

  /** A session that is open and fits; it is the caller's from now on. */
  take(key: string, fits: (session: SmtpSession) => boolean): SmtpSession | null {
    for (const idle of this.#idle.get(key)?.toReversed() ?? []) {
      // A server that speaks now says that it closes the connection.
      const isUsable = idle.session.socket.isOpen && !idle.session.socket.hasInput;
      if (isUsable && !fits(idle.session)) continue;
      this.#remove(idle);
      if (isUsable) return idle.session;
      idle.session.socket.destroy();
    }
    return null;
  }

  /** Keeps the session for that long; where it cannot be kept, it ends. */
  give(key: string, session: SmtpSession, idleMs: number): void {
    if (!session.socket.isOpen) return session.socket.destroy();
    if (this.#isClosed || idleMs <= 0 || this.#count >= SENDER_LIMITS.idleConnections) return this.end(session);
    const idle: Idle = { key, session, timer: setTimeout(() => this.#expire(idle), idleMs) };
    const others = this.#idle.get(key);
    if (others === undefined) this.#idle.set(key, [idle]);
    else others.push(idle);
    this.#count += 1;
  }

  /** Says goodbye to a session that is not needed any more; nobody waits for it. */
  end(session: SmtpSession): void {
    const leaving = session.socket.quit(this.#quitTimeoutMs).finally(() => this.#leaving.delete(leaving));
    this.#leaving.add(leaving);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    for (const idle of [...this.#idle.values()].flat()) this.#expire(idle);
    await Promise.allSettled(this.#leaving);
  }

  #expire(idle: Idle): void {
    this.#remove(idle);
    this.end(idle.session);
  }

  #remove(idle: Idle): void {
    clearTimeout(idle.timer);
    const others = this.#idle.get(idle.key) ?? [];
    others.splice(others.indexOf(idle), 1);
    if (others.length === 0) this.#idle.delete(idle.key);
    this.#count -= 1;
  }
}
