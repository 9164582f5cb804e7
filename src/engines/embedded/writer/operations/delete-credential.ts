import { Failure } from '../../../../base/failure.ts';
import type { Handler } from '../context.ts';

export const deleteCredential: Handler<'delete-credential'> = (context, { account, credential }) => {
  if (context.database.run(REMOVE, credential, account) === 0) {
    throw new Failure('not-found', 'no such credential', { detail: { account, credential } });
  }
  context.changes.push({ kind: 'credentials-changed', account });
  return null;
};

const REMOVE = 'DELETE FROM credential WHERE id = ? AND account = ?';
