import { Failure } from '../../../../base/failure.ts';
import type { Handler } from '../context.ts';
import { removeGroup } from '../groups.ts';

export const deleteGroup: Handler<'delete-group'> = (context, { group }) => {
  if (context.database.value('SELECT 1 FROM user_group WHERE id = ?', group) === undefined) {
    throw new Failure('not-found', 'no such group', { detail: { group } });
  }
  removeGroup(context, group);
  return null;
};
