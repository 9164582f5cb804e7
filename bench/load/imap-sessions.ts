import type { Account } from '../target.ts';
import { ImapConnection } from './imap-connection.ts';
import { type ImapOperation, type ImapSession, imapOperations } from './imap-operations.ts';
import { MessageSource } from './message-source.ts';
import { nowMs } from './now.ts';

export interface OpenArgs {
  readonly port: number;
  readonly accounts: readonly Account[];
  readonly mailboxPrefix: string;
  /** Filled, and of as many messages; each session has its own. */
  readonly mailbox: string;
  readonly messages: number;
  readonly sizeBytes: number;
}

export interface MeasureArgs {
  readonly operation: keyof typeof imapOperations;
  readonly durationMs: number;
}

/** Signed-in sessions, each on its own mailbox, that do the same operation side by side. */
export class ImapSessions {
  #sessions: ImapSession[] = [];

  async open(args: OpenArgs): Promise<void> {
    this.#sessions = await Promise.all(
      args.accounts.map(async (account) => {
        const connection = await ImapConnection.open(args);
        await connection.login(account.userId, account.password);
        for (const name of ['appended', 'copied', 'moved']) await connection.run(`CREATE ${args.mailboxPrefix}${name}`);
        await connection.run(`SELECT ${args.mailbox}`);
        const source = new MessageSource(`append.${account.userId}`, args.sizeBytes);
        return { ...args, account, connection, source };
      }),
    );
  }

  /** Operations per second: the sum of what each session reached, from its first command to its last answer. */
  async measure({ operation, durationMs }: MeasureArgs): Promise<number> {
    const { prepare, run, limit, perRun = 1 }: ImapOperation = imapOperations[operation];
    for (const session of this.#sessions) await prepare?.(session);
    const rates = this.#sessions.map(async (session) => {
      const most = limit?.(session) ?? Number.POSITIVE_INFINITY;
      const startedAtMs = nowMs();
      let count = 0;
      while (count < most && nowMs() - startedAtMs < durationMs) await run(session, count++);
      return (count * perRun * 1000) / (nowMs() - startedAtMs);
    });
    return (await Promise.all(rates)).reduce((sum, rate) => sum + rate, 0);
  }
}
