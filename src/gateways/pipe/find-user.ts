import { readFile } from 'node:fs/promises';
import { Failure } from '../../base/failure.ts';

export interface SystemUser {
  readonly uid: number;
  readonly gid: number;
}

/** A user of this machine, as passwd(5) lists them. Throws Failure `unavailable` for one that is not there, and for root. */
export async function findUser(name: string, table = '/etc/passwd'): Promise<SystemUser> {
  const text = await readFile(table, 'utf8').catch(() => '');
  const [, , uid, gid] =
    text
      .split('\n')
      .map((line) => line.split(':'))
      .find(([first]) => first === name) ?? [];
  if (uid === undefined || gid === undefined || !/^\d+$/.test(uid) || !/^\d+$/.test(gid)) {
    throw new Failure('unavailable', `there is no user ${JSON.stringify(name)} to run programs as`);
  }
  if (Number(uid) === 0 || Number(gid) === 0) throw new Failure('unavailable', 'programs are never run as root');
  return { uid: Number(uid), gid: Number(gid) };
}
