/** The tree of mailboxes of an account: making, finding, and what its paths must keep to. */
import { Failure } from '../../../base/failure.ts';
import type { AccountId, MailboxId } from '../../../domain/ports/ids.ts';
import type { NewMailbox } from '../../../domain/ports/mailbox-operations.ts';
import { PATH_SEPARATOR, type SpecialUse } from '../../../domain/ports/mailboxes.ts';
import type { OperationContext } from './context.ts';
import type { AccountRow } from './counters.ts';

export function findMailbox({ database }: OperationContext, account: AccountId, path: string): MailboxId | undefined {
  return database.value<MailboxId>(FIND, account, path);
}

export function mailboxPath({ database }: OperationContext, mailbox: MailboxId): string {
  return database.value<string>(READ_PATH, mailbox) ?? '';
}

/** Paths above a path, from the top. */
export function parentPaths(path: string): string[] {
  const parts = path.split(PATH_SEPARATOR);
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join(PATH_SEPARATOR));
}

/** Inferiors of a path lie in this range of paths, the second end excluded. */
export function inferiorRange(path: string): readonly [string, string] {
  const afterSeparator = String.fromCharCode(PATH_SEPARATOR.charCodeAt(0) + 1);
  return [path + PATH_SEPARATOR, path + afterSeparator];
}

/** Makes those above a path that are missing. */
export function createParents(context: OperationContext, account: AccountRow, path: string): void {
  for (const parent of parentPaths(path)) {
    if (findMailbox(context, account.id, parent) !== undefined) continue;
    insertMailbox(context, account, { path: parent, specialUse: [], isSubscribed: false });
  }
}

/** Adds a mailbox to a path that is free. A subscription that the name kept goes on. */
export function insertMailbox(context: OperationContext, account: AccountRow, mailbox: NewMailbox): MailboxId {
  const { path, specialUse } = mailbox;
  const wasSubscribed = context.database.run(FORGET_NAME, account.id, path) > 0;
  const isSubscribed = mailbox.isSubscribed || wasSubscribed ? 1 : 0;
  const modSeq = context.counters.nextModSeq(account);
  const values = [account.id, path, context.nextUidValidity(), modSeq, specialUse.join(' '), isSubscribed];
  const id = context.database.insert(INSERT, ...values) as MailboxId;
  context.changes.push({ kind: 'mailbox-created', account: account.id, mailbox: id, path });
  return id;
}

/** Fails with `invalid` when one of the uses belongs to another mailbox of the account. RFC 6154 section 2 */
export function requireFreeSpecialUse(
  { database }: OperationContext,
  account: AccountId,
  specialUse: readonly SpecialUse[],
  except: MailboxId | null,
): void {
  if (specialUse.length === 0) return;
  const taken = database
    .rows<[string]>(SPECIAL_USES, account, except ?? 0)
    .flatMap(([uses]) => uses.split(' ') as SpecialUse[]);
  const clash = specialUse.find((use) => taken.includes(use));
  if (clash !== undefined) {
    throw new Failure('invalid', 'another mailbox has this special use', { detail: { specialUse: clash } });
  }
}

const FIND = 'SELECT id FROM mailbox WHERE account = ? AND path = ?';
const READ_PATH = 'SELECT path FROM mailbox WHERE id = ?';
const FORGET_NAME = 'DELETE FROM subscribed_name WHERE account = ? AND path = ?';
const SPECIAL_USES = `SELECT special_use FROM mailbox WHERE account = ? AND id <> ? AND special_use <> ''`;
const INSERT = `
  INSERT INTO mailbox (account, path, uid_validity, uid_next, highest_mod_seq, message_count, unseen_count,
    deleted_count, size_bytes, deleted_bytes, first_recent_uid, forgotten_mod_seq, special_use, is_subscribed)
  VALUES (?, ?, ?, 1, ?, 0, 0, 0, 0, 0, 1, 0, ?, ?)`;
