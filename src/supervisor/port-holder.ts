import { readdir, readFile, readlink } from 'node:fs/promises';
import { basename } from 'node:path';

/** TCP_LISTEN in the `st` column of /proc/net/tcp. */
const LISTENING = '0A';

/**
 * The program that listens on a TCP port, such as `exim4 (process 812)`.
 *
 * @returns undefined where /proc does not tell: other systems, or a program of another user.
 */
export async function findPortHolder(port: number): Promise<string | undefined> {
  const tables = await Promise.all(
    ['/proc/net/tcp', '/proc/net/tcp6'].map((file) => readFile(file, 'utf8').catch(() => '')),
  );
  const targets = new Set(tables.flatMap((table) => listeningSockets(table, port)).map((inode) => `socket:[${inode}]`));
  if (targets.size === 0) return undefined;
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const fds = await readdir(`/proc/${pid}/fd`).catch(() => []);
    for (const fd of fds) {
      const target = await readlink(`/proc/${pid}/fd/${fd}`).catch(() => '');
      if (!targets.has(target)) continue;
      // Not /proc/PID/comm: every Node program is called MainThread there.
      const program = await readlink(`/proc/${pid}/exe`).catch(() => '');
      return `${basename(program)} (process ${pid})`;
    }
  }
  return undefined;
}

/** Columns of a line: `sl local_address rem_address st … inode`, the address in hexadecimal as `ADDRESS:PORT`. */
function listeningSockets(table: string, port: number): string[] {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return table
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter((columns) => columns[1]?.endsWith(suffix) && columns[3] === LISTENING)
    .map((columns) => columns[9] ?? '');
}
