/** IDLE: RFC 2177, RFC 9051 section 6.3.13. A client comes back within 29 minutes, or is let go as idle. */
import { ConnectionClosed } from '../../net/connection.ts';
import { announceChanges } from '../announce-changes.ts';
import { bad, type Handler, ok, SIGNED_IN } from '../handler.ts';
import type { ImapSession } from '../session.ts';

const MAX_DONE_BYTES = 1024;

export const idle: Handler<'IDLE'> = {
  states: SIGNED_IN,
  updates: 'all',
  async run(session) {
    const { connection } = session;
    connection.write('+ idling\r\n');
    await announceChanges(session, true);
    const view = session.selected?.view ?? null;
    const teller = new Teller(session);
    view?.onPending(() => teller.wake());
    session.isWaiting = true;
    try {
      // While the first changes were told the session may have been ended.
      session.leaveIfDismissed();
      if (session.isEnding) return ok('IDLE completed');
      const line = await connection.readLine(MAX_DONE_BYTES);
      await teller.finished;
      return isDone(line) ? ok('IDLE completed') : bad('Expected DONE');
    } finally {
      session.isWaiting = false;
      view?.onPending(null);
    }
  },
};

/** Tells of changes as long as there are any, no faster than the client takes them. */
class Teller {
  readonly #session: ImapSession;
  /** Resolves when everything has been told for now. */
  finished: Promise<void> = Promise.resolve();
  #isTelling = false;

  constructor(session: ImapSession) {
    this.#session = session;
  }

  wake(): void {
    if (!this.#isTelling) this.finished = this.#tell();
  }

  async #tell(): Promise<void> {
    const { connection, selected } = this.#session;
    this.#isTelling = true;
    try {
      while (selected?.view.hasChanges === true && !this.#session.isEnding) {
        await announceChanges(this.#session, true);
        await connection.flush();
      }
      // The loop waits for input and would not notice.
      if (this.#session.isEnding) void connection.end();
    } catch (error) {
      if (error instanceof ConnectionClosed) return;
      connection.log.error({ err: error }, 'changes could not be told to an idle client');
      connection.destroy();
    } finally {
      this.#isTelling = false;
    }
  }
}

function isDone(line: Uint8Array): boolean {
  return /^done\r?\n$/i.test(String.fromCharCode(...line.subarray(0, 8)));
}
