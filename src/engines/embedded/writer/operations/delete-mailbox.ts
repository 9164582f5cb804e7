import { Failure } from '../../../../base/failure.ts';
import { INBOX } from '../../../../domain/ports/mailboxes.ts';
import type { Handler } from '../context.ts';
import { requireMailbox } from '../entries.ts';
import { inferiorRange, mailboxPath } from '../mailboxes.ts';

/** Detaches the mailbox at once; its entries are purged in slices afterwards. */
export const deleteMailbox: Handler<'delete-mailbox'> = (context, { mailbox: id }) => {
  const [mailbox, account] = requireMailbox(context, id);
  const { database, counters, changes } = context;
  const path = mailboxPath(context, id);
  if (path === INBOX) throw new Failure('invalid', 'INBOX cannot be deleted');
  if (database.value(HAS_INFERIORS, account.id, ...inferiorRange(path)) !== undefined) {
    throw new Failure('in-use', 'there are mailboxes below this one', { detail: { path } });
  }
  counters.nextModSeq(account);
  account.storageBytes -= mailbox.sizeBytes;
  account.messageCount -= mailbox.messageCount;
  // A name stays subscribed when its mailbox goes. RFC 9051 section 6.3.9
  database.run(KEEP_SUBSCRIPTION, id);
  database.run(DETACH, id);
  database.run(REMOVE, id);
  counters.forgetMailbox(mailbox);
  changes.push({ kind: 'mailbox-deleted', account: account.id, mailbox: id, path });
  return null;
};

const HAS_INFERIORS = 'SELECT 1 FROM mailbox WHERE account = ? AND path >= ? AND path < ? LIMIT 1';
const KEEP_SUBSCRIPTION = `
  INSERT OR IGNORE INTO subscribed_name (account, path)
  SELECT account, path FROM mailbox WHERE id = ? AND is_subscribed = 1`;
const DETACH = 'INSERT INTO mailbox_purge (mailbox) VALUES (?)';
const REMOVE = 'DELETE FROM mailbox WHERE id = ?';
