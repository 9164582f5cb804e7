import type { Account } from '../target.ts';
import { nowMs } from './now.ts';
import { Pop3Connection } from './pop3-connection.ts';

/**
 * Retrieves the messages of each account over POP3, over and over, one session each; messages per second of all
 * together. The first time does not count: folders are read and code is compiled then.
 */
export async function retrieveAll({
  port,
  accounts,
  durationMs,
}: {
  readonly port: number;
  readonly accounts: readonly Account[];
  readonly durationMs: number;
}): Promise<number> {
  const maildrops = await Promise.all(accounts.map((account) => openMaildrop(port, account)));
  await Promise.all(maildrops.map(retrieveOnce));
  const startedAtMs = nowMs();
  const isOver = () => nowMs() - startedAtMs >= durationMs;
  const counts = await Promise.all(maildrops.map((maildrop) => retrieveUntil(maildrop, isOver)));
  const seconds = (nowMs() - startedAtMs) / 1000;
  for (const { connection } of maildrops) {
    await connection.run('QUIT');
    connection.close();
  }
  return counts.reduce((sum, count) => sum + count, 0) / seconds;
}

interface OpenMaildrop {
  readonly connection: Pop3Connection;
  readonly messages: number;
}

async function openMaildrop(port: number, account: Account): Promise<OpenMaildrop> {
  const connection = await Pop3Connection.open(port);
  await connection.run(`USER ${account.userId}`);
  await connection.run(`PASS ${account.password}`);
  return { connection, messages: Number((await connection.run('STAT')).split(' ')[1]) };
}

async function retrieveOnce({ connection, messages }: OpenMaildrop): Promise<void> {
  for (let number = 1; number <= messages; number++) await connection.run(`RETR ${number}`, true);
}

async function retrieveUntil({ connection, messages }: OpenMaildrop, isOver: () => boolean): Promise<number> {
  for (let done = 0; ; done++) {
    if (isOver()) return done;
    await connection.run(`RETR ${(done % messages) + 1}`, true);
  }
}
