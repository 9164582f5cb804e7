import { Failure } from '../../../../base/failure.ts';
import type { AccountId } from '../../../../domain/ports/ids.ts';
import type { Handler } from '../context.ts';

/** The counter only rises: of two who show one code the second is refused. RFC 6238 section 5.2 */
export const useSecondFactor: Handler<'use-second-factor'> = ({ database, changes }, operation) => {
  const { factor, counter, atMs, secret } = operation;
  const [account, lastCounter] = database.row<[AccountId, number]>(READ, factor) ?? [];
  if (account === undefined || lastCounter === undefined) {
    throw new Failure('not-found', 'no such second factor', { detail: { factor } });
  }
  if (lastCounter >= counter) throw new Failure('conflict', 'the second factor was used meanwhile');
  database.run(SAVE, counter, atMs, atMs, secret === undefined ? null : Buffer.from(secret, 'base64'), factor);
  changes.push({ kind: 'second-factors-changed', account });
  return null;
};

const READ = 'SELECT account, counter FROM second_factor WHERE id = ?';
const SAVE = `
  UPDATE second_factor SET counter = ?, last_used_at_ms = ?, confirmed_at_ms = coalesce(confirmed_at_ms, ?),
    secret = coalesce(?, secret)
  WHERE id = ?`;
