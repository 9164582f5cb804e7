import type { Handler } from '../context.ts';
import { requireMailbox } from '../entries.ts';
import { requireFreeSpecialUse } from '../mailboxes.ts';

/** That messages are no longer recent is told to nobody: it changes nothing that a session shows. */
export const updateMailbox: Handler<'update-mailbox'> = (context, { mailbox: id, ...fields }) => {
  const [mailbox, account] = requireMailbox(context, id);
  const { database, changes } = context;
  const { isSubscribed, specialUse, firstRecentUid } = fields;
  if (specialUse !== undefined) {
    requireFreeSpecialUse(context, mailbox.account, specialUse, id);
    database.run(SET_USE, specialUse.join(' '), id);
  }
  if (isSubscribed !== undefined) database.run(SET_SUBSCRIBED, isSubscribed ? 1 : 0, id);
  if (firstRecentUid !== undefined) database.run(RAISE_RECENT, firstRecentUid, id);
  if (specialUse !== undefined || isSubscribed !== undefined) {
    changes.push({ kind: 'mailbox-changed', account: account.id, mailbox: id });
  }
  return null;
};

const SET_USE = 'UPDATE mailbox SET special_use = ? WHERE id = ?';
const SET_SUBSCRIBED = 'UPDATE mailbox SET is_subscribed = ? WHERE id = ?';
const RAISE_RECENT = 'UPDATE mailbox SET first_recent_uid = max(first_recent_uid, ?) WHERE id = ?';
