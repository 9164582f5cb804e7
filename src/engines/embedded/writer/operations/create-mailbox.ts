import { Failure } from '../../../../base/failure.ts';
import type { Handler } from '../context.ts';
import { requireAccount } from '../entries.ts';
import { createParents, findMailbox, insertMailbox, parentPaths, requireFreeSpecialUse } from '../mailboxes.ts';

export const createMailbox: Handler<'create-mailbox'> = (context, operation) => {
  const account = requireAccount(context, operation.account);
  const { path, specialUse, maxMailboxes } = operation;
  if (findMailbox(context, account.id, path) !== undefined) {
    throw new Failure('already-exists', 'there is a mailbox of that name', { detail: { path } });
  }
  requireFreeSpecialUse(context, account.id, specialUse, null);
  const missing = parentPaths(path).filter((parent) => findMailbox(context, account.id, parent) === undefined);
  const count = context.database.value<number>(COUNT, account.id) ?? 0;
  if (count + missing.length + 1 > maxMailboxes) throw new Failure('too-many', 'the account has too many mailboxes');
  createParents(context, account, path);
  return { mailbox: insertMailbox(context, account, operation) };
};

const COUNT = 'SELECT count(*) FROM mailbox WHERE account = ?';
