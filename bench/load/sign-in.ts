import type { Account } from '../target.ts';
import { ImapConnection } from './imap-connection.ts';
import { nowMs } from './now.ts';

export interface SignInArgs {
  readonly port: number;
  readonly accounts: readonly Account[];
  readonly width: number;
  /** Round and round through the accounts for this long; without it, each account once. */
  readonly durationMs?: number;
}

/** Connect, LOGIN, LOGOUT, each over a new connection; sign-ins per second. */
export async function signIn({ port, accounts, width, durationMs }: SignInArgs): Promise<number> {
  const startedAtMs = nowMs();
  const isOver = (count: number): boolean =>
    durationMs === undefined ? count >= accounts.length : nowMs() - startedAtMs >= durationMs;
  let count = 0;
  const lane = async (): Promise<void> => {
    while (!isOver(count)) {
      const account = accounts[count++ % accounts.length];
      const connection = await ImapConnection.open({ port });
      await connection.login(account.userId, account.password);
      await connection.logout();
    }
  };
  await Promise.all(Array.from({ length: width }, lane));
  return (count * 1000) / (nowMs() - startedAtMs);
}
