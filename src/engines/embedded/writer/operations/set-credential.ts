import type { Handler } from '../context.ts';
import { putCredential } from '../credentials.ts';
import { requireAccount } from '../entries.ts';

export const setCredential: Handler<'set-credential'> = (context, { account, credential }) => {
  requireAccount(context, account);
  const id = putCredential(context, account, credential);
  context.changes.push({ kind: 'credentials-changed', account });
  return { credential: id };
};
