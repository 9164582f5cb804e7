import { Failure } from '../../../../base/failure.ts';
import type { MailboxId, Uid } from '../../../../domain/ports/ids.ts';
import { INBOX, PATH_SEPARATOR } from '../../../../domain/ports/mailboxes.ts';
import type { Handler, OperationContext } from '../context.ts';
import type { AccountRow, MailboxRow } from '../counters.ts';
import { requireMailbox } from '../entries.ts';
import { createParents, findMailbox, inferiorRange, insertMailbox, mailboxPath } from '../mailboxes.ts';
import { transferEntries } from '../transfer.ts';

export const renameMailbox: Handler<'rename-mailbox'> = (context, { mailbox: id, newPath }) => {
  const [mailbox, account] = requireMailbox(context, id);
  const oldPath = mailboxPath(context, id);
  if (findMailbox(context, account.id, newPath) !== undefined) {
    throw new Failure('already-exists', 'there is a mailbox of that name', { detail: { path: newPath } });
  }
  if (oldPath === INBOX) {
    renameInbox(context, mailbox, account, newPath);
    return null;
  }
  if (newPath.startsWith(oldPath + PATH_SEPARATOR)) {
    throw new Failure('invalid', 'a mailbox cannot be moved below itself', { detail: { path: newPath } });
  }
  const inferiors = context.database.rows<[MailboxId, string]>(INFERIORS, account.id, ...inferiorRange(oldPath));
  createParents(context, account, newPath);
  for (const [moved, path] of [[id, oldPath] as const, ...inferiors]) {
    rename(context, account, moved, path, newPath + path.slice(oldPath.length));
  }
  return null;
};

function rename(context: OperationContext, account: AccountRow, mailbox: MailboxId, oldPath: string, path: string) {
  if (findMailbox(context, account.id, path) !== undefined) {
    throw new Failure('already-exists', 'there is a mailbox of that name', { detail: { path } });
  }
  if (context.database.run(FORGET_NAME, account.id, path) > 0) context.database.run(SUBSCRIBE, mailbox);
  context.database.run(RENAME, path, mailbox);
  context.changes.push({ kind: 'mailbox-renamed', account: account.id, mailbox, oldPath, path });
}

/** INBOX stays, empty; its messages are in the new mailbox afterwards. RFC 9051 section 6.3.6 */
function renameInbox(context: OperationContext, inbox: MailboxRow, account: AccountRow, newPath: string): void {
  createParents(context, account, newPath);
  const target = insertMailbox(context, account, { path: newPath, specialUse: [], isSubscribed: false });
  const uids = context.database.rows<[Uid]>(ALL_UIDS, inbox.id).map(([uid]) => uid);
  const limits = { storageBytes: null, messageCount: null };
  transferEntries(context, { from: inbox.id, to: target, uids, isMove: true, limits });
}

const INFERIORS = 'SELECT id, path FROM mailbox WHERE account = ? AND path >= ? AND path < ? ORDER BY path';
const RENAME = 'UPDATE mailbox SET path = ? WHERE id = ?';
const FORGET_NAME = 'DELETE FROM subscribed_name WHERE account = ? AND path = ?';
const SUBSCRIBE = 'UPDATE mailbox SET is_subscribed = 1 WHERE id = ?';
const ALL_UIDS = 'SELECT uid FROM entry WHERE mailbox = ? ORDER BY uid';
