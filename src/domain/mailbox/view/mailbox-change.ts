/** Changes of one mailbox's entries, as the feed tells them. */
import type { Change } from '../../ports/changes.ts';
import type { ModSeq } from '../../ports/ids.ts';

export type MailboxChange = Extract<Change, { kind: 'entries-added' | 'flags-changed' | 'entries-expunged' }>;

/** The ModSeq that the mailbox has after it. */
export function changeModSeq(change: MailboxChange): ModSeq {
  return change.kind === 'entries-expunged' ? change.modSeq : (change.entries.at(-1)?.modSeq ?? (0 as ModSeq));
}
