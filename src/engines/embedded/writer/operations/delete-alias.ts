import { Failure } from '../../../../base/failure.ts';
import { dependentsOfAlias } from '../aliases.ts';
import type { Handler } from '../context.ts';
import { removeAlias } from '../remove-alias.ts';

export const deleteAlias: Handler<'delete-alias'> = (context, { alias }) => {
  const isPostmaster = context.database.value<0 | 1>('SELECT is_postmaster FROM alias WHERE id = ?', alias);
  if (isPostmaster === undefined) throw new Failure('not-found', 'no such alias', { detail: { alias } });
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
