import type { Handler } from '../context.ts';
import { deleteAppPasswords, putCredential, rehashCredential } from '../credentials.ts';
import { requireAccount } from '../entries.ts';
import { endSessionsOfAccount } from '../sessions.ts';
import { requireVersion } from '../versions.ts';

export const setCredential: Handler<'set-credential'> = (context, operation) => {
  const { account, credential, rehashOf, ends, expectVersion = null } = operation;
  requireAccount(context, account);
  const version = context.database.value<number>('SELECT version FROM user WHERE account = ?', account) ?? 0;
  requireVersion('user', version, expectVersion);
  const id =
    rehashOf === undefined
      ? putCredential(context, account, credential)
      : rehashCredential(context, account, rehashOf, credential);
  if (ends === 'sessions-and-app-passwords') deleteAppPasswords(context, account);
  if (ends !== undefined) endSessionsOfAccount(context, account, null);
  context.changes.push({ kind: 'credentials-changed', account });
  return { credential: id };
};
