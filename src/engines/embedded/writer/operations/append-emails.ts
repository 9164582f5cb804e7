import type { AddedEntry } from '../../../../domain/ports/changes.ts';
import type { FiledEntry } from '../../../../domain/ports/delivery-operations.ts';
import { emailId } from '../../email-id.ts';
import type { Handler } from '../context.ts';
import { addEmail, addEntry, countEntries, EntrySums, requireMailbox, requireQuota } from '../entries.ts';

/** All emails get the same ModSeq, and UIDs in the order given. RFC 3502 */
export const appendEmails: Handler<'append-emails'> = (context, { mailbox: id, emails, limits }) => {
  const [mailbox, account] = requireMailbox(context, id);
  context.requireSpace();
  const sums = new EntrySums();
  for (const email of emails) sums.add(email.system, context.contents.get(email.content).sizeBytes);
  requireQuota(account, limits, sums.sizeBytes, sums.count);
  if (emails.length === 0) return { uidValidity: mailbox.uidValidity, entries: [] };

  const modSeq = context.counters.nextModSeq(account);
  const filed: FiledEntry[] = [];
  const added: AddedEntry[] = [];
  for (const { content: number, receivedAt, system, keywords } of emails) {
    const { digest, sizeBytes } = context.contents.get(number);
    const content = context.contents.file(number, { emails: 1 });
    const emailNumber = addEmail(context, account, content, receivedAt, digest.threadKeys);
    const uid = addEntry(context, mailbox, emailId(account.id, emailNumber), sizeBytes, { system, keywords }, modSeq);
    filed.push({ mailbox: id, uid, emailNumber });
    added.push({ uid, modSeq, system, keywords, emailNumber });
  }
  countEntries(context, mailbox, account, sums, 1);
  mailbox.highestModSeq = modSeq;
  context.changes.push({ kind: 'entries-added', account: account.id, mailbox: id, entries: added });
  return { uidValidity: mailbox.uidValidity, entries: filed };
};
