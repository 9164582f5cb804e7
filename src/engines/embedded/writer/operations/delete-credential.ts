import { Failure } from '../../../../base/failure.ts';
import type { Handler } from '../context.ts';
import { endSessionsOfCredential } from '../sessions.ts';

export const deleteCredential: Handler<'delete-credential'> = (context, { account, credential }) => {
  if (context.database.run(REMOVE, credential, account) === 0) {
    throw new Failure('not-found', 'no such credential', { detail: { account, credential } });
  }
  context.changes.push({ kind: 'credentials-changed', account });
  endSessionsOfCredential(context, account, credential);
  return null;
};

const REMOVE = 'DELETE FROM credential WHERE id = ? AND account = ?';
