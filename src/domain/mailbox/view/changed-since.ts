/** Which messages of a set have changed after a ModSeq. RFC 7162 section 3.1.4.1 */
import type { ModSeq, Uid } from '../../ports/ids.ts';
import { MAX_SLICE } from '../../ports/reader.ts';
import type { Store } from '../../ports/store.ts';
import type { MailboxSession } from '../mailbox-session.ts';
import { countOf, isInRanges, type MessageSet, NO_MESSAGES, rangesOf } from '../message-set.ts';

export async function changedSince(
  store: Store,
  session: MailboxSession,
  modSeq: ModSeq,
  set: MessageSet,
  signal?: AbortSignal,
): Promise<MessageSet> {
  const seqs: number[] = [];
  if (countOf(set) <= MAX_SLICE) {
    for await (const slice of session.scan(set, ['uid', 'modSeq'], signal)) {
      for (const [index, row] of slice.rows.entries()) if (row[1] > modSeq) seqs.push(slice.seqs[index]!);
    }
    return seqs.length === 0 ? NO_MESSAGES : rangesOf(seqs);
  }
  for (let after = 0 as Uid; ; ) {
    signal?.throwIfAborted();
    const reader = store.reader(store.feed.position).mailboxes;
    const uids = await reader.changedSince(session.mailbox, modSeq, after, MAX_SLICE);
    for (const uid of uids) {
      const seq = session.seqOf(uid);
      if (seq > 0 && isInRanges(set, seq)) seqs.push(seq);
    }
    if (uids.length < MAX_SLICE) return rangesOf(seqs);
    after = uids.at(-1)!;
  }
}
