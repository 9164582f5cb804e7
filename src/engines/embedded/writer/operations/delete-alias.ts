import { Failure } from '../../../../base/failure.ts';
import { dependentsOfAlias } from '../aliases.ts';
import type { Handler } from '../context.ts';
import { removeAlias } from '../remove-alias.ts';
import { requireVersion } from '../versions.ts';

export const deleteAlias: Handler<'delete-alias'> = (context, { alias, expectVersion }) => {
  const row = context.database.row<[number, 0 | 1]>('SELECT version, is_postmaster FROM alias WHERE id = ?', alias);
  if (row === undefined) throw new Failure('not-found', 'no such alias', { detail: { alias } });
  const [version, isPostmaster] = row;
  requireVersion('alias', version, expectVersion);
  if (isPostmaster === 1) {
    throw new Failure('in-use', 'a domain keeps its postmaster', { detail: { dependents: [] } });
  }
  const dependents = dependentsOfAlias(context, alias);
  if (dependents.length > 0) {
    throw new Failure('in-use', 'other aliases would lose their last member', { detail: { dependents } });
  }
  removeAlias(context, alias);
  return null;
};
