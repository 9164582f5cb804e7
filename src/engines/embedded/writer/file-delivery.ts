/** Filing one message: an email and an entry for each local copy, a message of the queue for each that leaves. */
import type { Deliver, DeliverResult, FiledEntry, LocalDelivery } from '../../../domain/ports/delivery-operations.ts';
import { emailId } from '../email-id.ts';
import type { Holders } from '../holders.ts';
import type { WireDelivery } from '../protocol.ts';
import type { OperationContext } from './context.ts';
import type { AccountRow, MailboxRow } from './counters.ts';
import { enqueue } from './enqueue.ts';
import { addEmail, addEntry, countEntries, EntrySums } from './entries.ts';

/** A content of the store, with what its new emails need to know of it. */
export interface HeldContent {
  readonly id: number;
  readonly sizeBytes: number;
  readonly threadKeys: readonly string[];
}

/** @param hold adds that many holders to the content; not called when nothing holds it. */
export function fileDelivery(
  context: OperationContext,
  delivery: Pick<Deliver, 'receivedAt' | 'local' | 'outgoing'>,
  hold: (holders: Holders) => HeldContent,
): DeliverResult {
  const targets = delivery.local.map((copy) => findTarget(context, copy));
  const emails = targets.filter((target) => target !== null).length;
  const queued = delivery.outgoing.length;
  if (emails + queued === 0) return { local: targets.map(() => null), outgoing: [] };

  const { id: content, sizeBytes, threadKeys } = hold({ emails, queued });
  const local = targets.map((target, index): FiledEntry | null => {
    if (target === null) return null;
    const [mailbox, account] = target;
    const { system, keywords } = delivery.local[index];
    const emailNumber = addEmail(context, account, content, delivery.receivedAt, threadKeys);
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
  return { local, outgoing: enqueue(context, content, delivery.outgoing) };
}

/** A message that has just come. */
export function fileNew(context: OperationContext, delivery: WireDelivery): DeliverResult {
  return fileDelivery(context, delivery, (holders) => {
    const { digest, sizeBytes } = context.contents.get(delivery.content);
    const id = context.contents.file(delivery.content, holders);
    return { id, sizeBytes, threadKeys: digest.threadKeys };
  });
}

/** Where a copy goes: the mailbox named, else INBOX; null when the account is gone. */
function findTarget(context: OperationContext, copy: LocalDelivery): [MailboxRow, AccountRow] | null {
  const account = context.counters.account(copy.account);
  if (account === null) return null;
  const named = copy.mailbox === null ? null : context.counters.mailbox(copy.mailbox);
  const mailbox = named?.account === copy.account ? named : context.counters.inboxOf(account);
  return mailbox === null ? null : [mailbox, account];
}
