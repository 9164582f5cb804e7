import { Failure } from '../../../../base/failure.ts';
import type { Handler } from '../context.ts';

export const deleteSecondFactor: Handler<'delete-second-factor'> = ({ database, changes }, { account, factor }) => {
  if (database.run('DELETE FROM second_factor WHERE id = ? AND account = ?', factor, account) === 0) {
    throw new Failure('not-found', 'no such second factor', { detail: { account, factor } });
  }
  changes.push({ kind: 'second-factors-changed', account });
  return null;
};
