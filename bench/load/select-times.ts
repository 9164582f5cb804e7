import type { Account } from '../target.ts';
import { ImapConnection } from './imap-connection.ts';
import { nowMs } from './now.ts';

export interface SelectTimesArgs {
  readonly port: number;
  readonly account: Account;
  readonly mailbox: string;
  readonly count: number;
}

/** How long each SELECT takes, over a new connection, in milliseconds and in order. */
export async function selectTimes({ port, account, mailbox, count }: SelectTimesArgs): Promise<readonly number[]> {
  const times: number[] = [];
  for (let i = 0; i < count; i++) {
    const connection = await ImapConnection.open({ port });
    await connection.login(account.userId, account.password);
    const startedAtMs = nowMs();
    await connection.run(`SELECT ${mailbox}`);
    times.push(nowMs() - startedAtMs);
    await connection.logout();
  }
  return times;
}
