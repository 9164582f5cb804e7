import { Failure } from '../../../../base/failure.ts';
import type { Handler } from '../context.ts';
import { removeGroup } from '../groups.ts';
import { requireVersion } from '../versions.ts';

export const deleteGroup: Handler<'delete-group'> = (context, { group, expectVersion }) => {
  const version = context.database.value<number>('SELECT version FROM user_group WHERE id = ?', group);
  if (version === undefined) throw new Failure('not-found', 'no such group', { detail: { group } });
  requireVersion('group', version, expectVersion);
  removeGroup(context, group);
  return null;
};
