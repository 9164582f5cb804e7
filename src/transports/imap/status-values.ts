/** The items of STATUS. RFC 9051 section 6.3.11; RFC 7162, RFC 7889, RFC 8438, RFC 8474, RFC 9208 */
import type { Mailbox } from '../../domain/ports/mailboxes.ts';
import type { StatusItem } from '../../wire/imap/command.ts';
import type { StatusValues } from '../../wire/imap/responses.ts';
import { mailboxObjectId } from './object-ids.ts';
import type { ImapSession } from './session.ts';

export async function statusValues(
  session: ImapSession,
  mailbox: Mailbox,
  items: readonly StatusItem[],
): Promise<StatusValues> {
  const values = new Map<StatusItem, number | string>();
  for (const item of items) values.set(item, await statusValue(session, mailbox, item));
  return values;
}

function statusValue(session: ImapSession, mailbox: Mailbox, item: StatusItem): Promise<number> | number | string {
  switch (item) {
    case 'messages':
      return mailbox.messageCount;
    case 'recent':
      return session.account.countRecent(mailbox);
    case 'uidnext':
      return mailbox.uidNext;
    case 'uidvalidity':
      return mailbox.uidValidity;
    case 'unseen':
      return mailbox.unseenCount;
    case 'deleted':
      return mailbox.deletedCount;
    case 'size':
      return mailbox.sizeBytes;
    case 'highestmodseq':
      return mailbox.highestModSeq;
    case 'mailboxid':
      return `(${mailboxObjectId(mailbox.id)})`;
    case 'appendlimit':
      return session.services.settings.get('maxMessageBytes');
    case 'deleted-storage':
      return mailbox.deletedBytes;
  }
}
