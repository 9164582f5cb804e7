import type { Account } from '../target.ts';
import { nowMs } from './now.ts';
import { Pop3Connection } from './pop3-connection.ts';

/** Retrieves every message of each account over POP3, one session each; messages per second of all together. */
export async function retrieveAll({
  port,
  accounts,
}: {
  readonly port: number;
  readonly accounts: readonly Account[];
}): Promise<number> {
  const sessions = await Promise.all(
    accounts.map(async (account) => {
      const connection = await Pop3Connection.open(port);
      await connection.run(`USER ${account.userId}`);
      await connection.run(`PASS ${account.password}`);
      return { connection, messages: Number((await connection.run('STAT')).split(' ')[1]) };
    }),
  );
  const rates = sessions.map(async ({ connection, messages }) => {
    const startedAtMs = nowMs();
    for (let i = 1; i <= messages; i++) await connection.run(`RETR ${i}`, true);
    const rate = (messages * 1000) / (nowMs() - startedAtMs);
    await connection.run('QUIT');
    connection.close();
    return rate;
  });
  return (await Promise.all(rates)).reduce((sum, rate) => sum + rate, 0);
}
