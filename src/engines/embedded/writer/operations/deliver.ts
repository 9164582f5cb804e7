import type { FiledEntry, LocalDelivery } from '../../../../domain/ports/operations.ts';
import { emailId } from '../../email-id.ts';
import type { Handler, OperationContext } from '../context.ts';
import type { AccountRow, MailboxRow } from '../counters.ts';
import { enqueue } from '../enqueue.ts';
import { addEmail, addEntry, countEntries, EntrySums } from '../entries.ts';

/** One content, an email and an entry for each local copy, a queue item for each remote recipient. */
export const deliver: Handler<'deliver'> = (context, operation) => {
  context.requireSpace();
  const targets = operation.local.map((copy) => findTarget(context, copy));
  const emails = targets.filter((target) => target !== null).length;
  const queued = operation.outgoing.length;
  if (emails + queued === 0) return { local: targets.map(() => null), outgoing: [] };

  const { digest, sizeBytes } = context.contents.get(operation.content);
  const content = context.contents.file(operation.content, { emails, queued });
  const local = targets.map((target, index): FiledEntry | null => {
    if (target === null) return null;
    const [mailbox, account] = target;
    const { system, keywords } = operation.local[index];
    const emailNumber = addEmail(context, account, content, operation.receivedAt, digest.threadKeys);
    const modSeq = context.counters.nextModSeq(account);
    const id = emailId(account.id, emailNumber);
    const uid = addEntry(context, mailbox, id, sizeBytes, { system, keywords }, modSeq);
    mailbox.highestModSeq = modSeq;
    const sums = new EntrySums();
    sums.add(system, sizeBytes);
    countEntries(context, mailbox, account, sums, 1);
    context.changes.push({
      kind: 'entries-added',
      account: account.id,
      mailbox: mailbox.id,
      entries: [{ uid, modSeq, system, keywords, emailNumber }],
    });
    return { mailbox: mailbox.id, uid, emailNumber };
  });
  return { local, outgoing: enqueue(context, content, operation.returnPath, operation.outgoing) };
};

/** Where a copy goes: the mailbox named, else INBOX; null when the account is gone. */
function findTarget(context: OperationContext, copy: LocalDelivery): [MailboxRow, AccountRow] | null {
  const account = context.counters.account(copy.account);
  if (account === null) return null;
  const named = copy.mailbox === null ? null : context.counters.mailbox(copy.mailbox);
  const mailbox = named?.account === copy.account ? named : context.counters.inboxOf(account);
  return mailbox === null ? null : [mailbox, account];
}
