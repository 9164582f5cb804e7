/** The keywords of a mailbox that nobody has open: SELECT must name them in FLAGS. RFC 9051 section 7.3.5 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Keywords } from '../../ports/flags.ts';
import type { MailboxId } from '../../ports/ids.ts';
import type { Store } from '../../ports/store.ts';

/** Sets of keywords read in one go: about a millisecond. */
const SLICE = 500;
/** What others carry beyond that is named before a message with it changes, like any keyword that is new. */
const MAX_SETS = 4 * SLICE;

/** The different sets of keywords that messages carry. */
export async function keywordsInUse(store: Store, mailbox: MailboxId): Promise<readonly Keywords[]> {
  const sets: Keywords[] = [];
  while (sets.length < MAX_SETS) {
    const reader = store.reader(store.feed.position).mailboxes;
    const slice = await reader.keywordSets(mailbox, sets.at(-1) ?? '', SLICE);
    sets.push(...slice);
    if (slice.length < SLICE) break;
    await nextTurn();
  }
  return sets;
}
