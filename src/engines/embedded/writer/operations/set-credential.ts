import type { Handler } from '../context.ts';
import { putCredential, rehashCredential } from '../credentials.ts';
import { requireAccount } from '../entries.ts';

export const setCredential: Handler<'set-credential'> = (context, { account, credential, rehashOf }) => {
  requireAccount(context, account);
  const id =
    rehashOf === undefined
      ? putCredential(context, account, credential)
      : rehashCredential(context, account, rehashOf, credential);
  context.changes.push({ kind: 'credentials-changed', account });
  return { credential: id };
};
