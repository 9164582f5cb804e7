import type { Account } from '../target.ts';
import { ImapConnection } from './imap-connection.ts';
import { inParallel } from './in-parallel.ts';
import { MessageSource } from './message-source.ts';

const WIDTH = 4;

export interface FillArgs {
  readonly port: number;
  readonly accounts: readonly Account[];
  /** INBOX or the name of a mailbox to create. */
  readonly mailbox: string;
  readonly messages: number;
  readonly sizeBytes: number;
  /** Messages per APPEND. */
  readonly batch: number;
}

/** Fills the mailbox of each account by MULTIAPPEND (RFC 3502). Not part of any figure. */
export async function fillMailboxes(args: FillArgs): Promise<void> {
  await inParallel(args.accounts, WIDTH, async (account) => {
    const source = new MessageSource(`fill.${account.userId}`, args.sizeBytes);
    const connection = await ImapConnection.open({ port: args.port });
    await connection.login(account.userId, account.password);
    if (args.mailbox !== 'INBOX') await connection.run(`CREATE ${args.mailbox}`);
    for (let first = 0; first < args.messages; first += args.batch) {
      const length = Math.min(args.batch, args.messages - first);
      const batch = Array.from({ length }, (_, i) => source.message(first + i, account.address));
      await connection.append(args.mailbox, batch);
    }
    await connection.logout();
  });
}
