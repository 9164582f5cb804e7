/** The mailboxes that every new account has: beside INBOX, not under it. REQUIREMENTS ST4 */

import type { NewMailbox } from '../ports/mailbox-operations.ts';
import { INBOX } from '../ports/mailboxes.ts';

/** Names are English for every user: clients translate special-use mailboxes by their attribute. RFC 6154 section 2 */
export const DEFAULT_MAILBOXES: readonly NewMailbox[] = [
  { path: INBOX, specialUse: [], isSubscribed: true },
  { path: 'Drafts', specialUse: ['Drafts'], isSubscribed: true },
  { path: 'Sent', specialUse: ['Sent'], isSubscribed: true },
  { path: 'Archive', specialUse: ['Archive'], isSubscribed: true },
  { path: 'Junk', specialUse: ['Junk'], isSubscribed: true },
  { path: 'Trash', specialUse: ['Trash'], isSubscribed: true },
];
