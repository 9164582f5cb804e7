import { readFile } from 'node:fs/promises';
import { Failure } from '../base/failure.ts';

/** The number of a group of this machine, as group(5) lists them; a number is taken as it is. Throws Failure `not-found`. */
export async function findGroupId(group: string): Promise<number> {
  if (/^\d+$/.test(group)) return Number(group);
  const table = await readFile('/etc/group', 'utf8').catch(() => '');
  const id = table
    .split('\n')
    .map((line) => line.split(':'))
    .find(([name]) => name === group)?.[2];
  if (id !== undefined) return Number(id);
  throw new Failure('not-found', `there is no group ${JSON.stringify(group)} in /etc/group`, {
    detail: { origin: 'configuration', reason: 'system-group', group },
  });
}
