import type { Handler } from '../context.ts';
import { requireAccount } from '../entries.ts';
import { findMailbox } from '../mailboxes.ts';

/** Where a mailbox of that name was made in the meantime, the subscription is the mailbox's. */
export const subscribeName: Handler<'subscribe-name'> = (context, { account: id, path, isSubscribed }) => {
  const account = requireAccount(context, id);
  const { database, changes } = context;
  const mailbox = findMailbox(context, account.id, path);
  if (mailbox !== undefined) {
    database.run(SET_SUBSCRIBED, isSubscribed ? 1 : 0, mailbox);
    changes.push({ kind: 'mailbox-changed', account: account.id, mailbox });
  } else {
    database.run(isSubscribed ? REMEMBER : FORGET, account.id, path);
  }
  return null;
};

const SET_SUBSCRIBED = 'UPDATE mailbox SET is_subscribed = ? WHERE id = ?';
const REMEMBER = 'INSERT OR IGNORE INTO subscribed_name (account, path) VALUES (?, ?)';
const FORGET = 'DELETE FROM subscribed_name WHERE account = ? AND path = ?';
