import { setTimeout as sleep } from 'node:timers/promises';
import type { Account } from '../target.ts';
import { ImapConnection } from './imap-connection.ts';
import { inParallel } from './in-parallel.ts';
import { nowMs } from './now.ts';

const POLL_MS = 10;
const LOGIN_WIDTH = 8;

/** Sees when messages have arrived: one signed-in IMAP connection per account, opened before the load begins. */
export class MailboxWatch {
  #connections: ImapConnection[] = [];

  async open({ port, accounts }: { readonly port: number; readonly accounts: readonly Account[] }): Promise<void> {
    const connections: ImapConnection[] = [];
    await inParallel(accounts, LOGIN_WIDTH, async (account, index) => {
      const connection = await ImapConnection.open({ port });
      await connection.login(account.userId, account.password);
      connections[index] = connection;
    });
    this.#connections = connections;
  }

  /**
   * Waits until INBOX of every account holds the expected number of messages; resolves with the time of `nowMs`.
   * One mailbox is asked at a time, so that the asking costs the server little while it still works.
   */
  async until({
    expected,
    timeoutMs,
  }: {
    readonly expected: readonly number[];
    readonly timeoutMs: number;
  }): Promise<number> {
    const deadline = nowMs() + timeoutMs;
    for (const [index, connection] of this.#connections.entries()) {
      const wanted = expected[index] ?? 0;
      for (;;) {
        const count = Number(/MESSAGES (\d+)/.exec(await connection.query('STATUS INBOX (MESSAGES)'))?.[1]);
        if (count === wanted) break;
        if (count > wanted) throw new Error(`${count} messages where ${wanted} were sent`);
        if (nowMs() > deadline) throw new Error(`only ${count} of ${wanted} messages arrived in ${timeoutMs} ms`);
        await sleep(POLL_MS);
      }
    }
    return nowMs();
  }
}
