/** Which messages of a set have changed after a ModSeq. RFC 7162 section 3.1.4.1 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ModSeq } from '../../ports/ids.ts';
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
  const { highestModSeq } = session.selected;
  if (countOf(set) > MAX_SLICE && highestModSeq - modSeq < FEW_CHANGES) {
    const reader = store.reader(store.feed.position).mailboxes;
    const marks = await reader.changedSince(session.mailbox, modSeq, MAX_SLICE);
    if (marks.length < MAX_SLICE) {
      const seqs = marks.map(({ uid }) => session.seqOf(uid)).filter((seq) => seq > 0 && isInRanges(set, seq));
      return rangesOf(seqs.sort((a, b) => a - b));
    }
  }
  const seqs: number[] = [];
  for await (const slice of session.scan(set, ['uid', 'modSeq'], signal)) {
    for (const [index, row] of slice.rows.entries()) if (row[1] > modSeq) seqs.push(slice.seqs[index]);
    await nextTurn();
  }
  return seqs.length === 0 ? NO_MESSAGES : rangesOf(seqs);
}

/** So many changes back it is likely that few messages have changed, and the index by ModSeq finds them faster. */
const FEW_CHANGES = 10_000;
