/** Connections of one identity: a few at once, kept for a while after use. */
import { Failure, isFailure } from '../../base/failure.ts';
import { createGate } from '../../base/gate.ts';
import type { LdapConnection } from './ldap-connection.ts';
import type { LdapClientLimits } from './ldap-limits.ts';

export interface ConnectionPool extends Disposable {
  /**
   * Works with a connection that nobody else uses meanwhile. Where one that was kept turns out to be of no use any more,
   * the work is begun once more on a fresh one.
   *
   * Throws what the work throws, Failure `unavailable` where too many wait, or for too long, or none can be opened.
   */
  use<T>(work: (connection: LdapConnection) => Promise<T>, signal: AbortSignal): Promise<T>;
  /** The same for work that yields: it is never begun twice, so that the connection is `check`ed first. */
  stream<T>(
    check: (connection: LdapConnection) => Promise<void>,
    work: (connection: LdapConnection) => AsyncGenerator<T>,
    signal: AbortSignal,
  ): AsyncGenerator<T>;
}

interface Kept {
  readonly connection: LdapConnection;
  readonly timer: NodeJS.Timeout;
}

/** @param open opens one, with its identity. */
export function createConnectionPool(
  open: (signal: AbortSignal) => Promise<LdapConnection>,
  limits: LdapClientLimits,
): ConnectionPool {
  const gate = createGate(limits.connections, limits.waiting);
  const kept: Kept[] = [];
  let isClosed = false;

  const takeKept = (): LdapConnection | null => {
    for (let last = kept.pop(); last !== undefined; last = kept.pop()) {
      clearTimeout(last.timer);
      if (last.connection.isOpen) return last.connection;
      last.connection.close();
    }
    return null;
  };
  const giveBack = (connection: LdapConnection) => {
    if (isClosed || !connection.isOpen) {
      connection.close();
      return;
    }
    const entry: Kept = { connection, timer: setTimeout(() => drop(entry), limits.idleMs) };
    entry.timer.unref();
    kept.push(entry);
  };
  const drop = (entry: Kept) => {
    kept.splice(kept.indexOf(entry), 1);
    entry.connection.close();
  };
  /** Whoever gives up before his turn was kept waiting by others here, and not by the server. */
  const inTurn = async <T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> => {
    let isBegun = false;
    const begun = () => {
      isBegun = true;
      return work();
    };
    try {
      return await gate.run(begun, signal);
    } catch (error) {
      if (isBegun || isFailure(error)) throw error;
      throw new Failure('unavailable', 'too many wait for a connection', { cause: error });
    }
  };
  const begin = async <T>(work: (connection: LdapConnection) => Promise<T>, signal: AbortSignal) => {
    if (isClosed) throw new Failure('unavailable', 'the remote directory is no longer in use');
    const old = takeKept();
    if (old !== null) {
      try {
        return { connection: old, value: await work(old) };
      } catch (error) {
        giveBack(old);
        // The server may have closed it, or come back as another process.
        if (old.isOpen || signal.aborted || !isFailure(error, 'unavailable')) throw error;
      }
    }
    const connection = await open(signal);
    try {
      return { connection, value: await work(connection) };
    } catch (error) {
      giveBack(connection);
      throw error;
    }
  };

  return {
    use: (work, signal) =>
      inTurn(async () => {
        const { connection, value } = await begin(work, signal);
        giveBack(connection);
        return value;
      }, signal),

    async *stream(check, work, signal) {
      const over = Promise.withResolvers<void>();
      const ready = Promise.withResolvers<LdapConnection>();
      // The place at the gate is kept until the last entry has been taken.
      const turn = inTurn(async () => {
        const { connection } = await begin(check, signal);
        ready.resolve(connection);
        await over.promise;
        giveBack(connection);
      }, signal);
      turn.catch(ready.reject);
      const connection = await ready.promise;
      try {
        yield* work(connection);
      } finally {
        over.resolve();
        await turn;
      }
    },

    [Symbol.dispose]() {
      isClosed = true;
      for (const { connection, timer } of kept.splice(0)) {
        clearTimeout(timer);
        connection.close();
      }
    },
  };
}
