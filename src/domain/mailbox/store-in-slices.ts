/** Large changes of one mailbox, as several operations: the writer stays free for others in between. */
import type { MailboxId, ModSeq, Uid } from '../ports/ids.ts';
import type { ExpungeResult } from '../ports/mailbox-operations.ts';
import { applyOne, type Store } from '../ports/store.ts';
import type { StoredFlags, StoreFlagsRequest } from './account-mailboxes.ts';

/** Entries one operation changes: some ten milliseconds of the writer's time. */
export const WRITE_SLICE = 5000;

export async function storeFlagsInSlices(
  store: Store,
  mailbox: MailboxId,
  { uids, ...change }: StoreFlagsRequest,
): Promise<StoredFlags> {
  const modified: Uid[][] = [];
  const changes: { uids: readonly Uid[]; modSeq: ModSeq }[] = [];
  for (const slice of slices(uids)) {
    const result = await applyOne(store, { kind: 'store-flags', mailbox, uids: slice, ...change });
    if (result.modified.length > 0) modified.push([...result.modified]);
    if (result.modSeq !== null) changes.push({ uids: result.changed, modSeq: result.modSeq });
  }
  return { modified: modified.flat(), changes };
}

export async function expungeInSlices(
  store: Store,
  mailbox: MailboxId,
  uids: readonly Uid[],
  onlyDeleted: boolean,
): Promise<ExpungeResult> {
  const expunged: Uid[][] = [];
  let modSeq: ModSeq | null = null;
  for (const slice of slices(uids)) {
    const result = await applyOne(store, { kind: 'expunge-entries', mailbox, uids: slice, onlyDeleted });
    if (result.uids.length > 0) expunged.push([...result.uids]);
    modSeq = result.modSeq ?? modSeq;
  }
  return { uids: expunged.flat(), modSeq };
}

/** One slice at least, so that a mailbox that does not exist is noticed. */
function* slices(uids: readonly Uid[]): Generator<readonly Uid[]> {
  if (uids.length <= WRITE_SLICE) yield uids;
  else for (let at = 0; at < uids.length; at += WRITE_SLICE) yield uids.slice(at, at + WRITE_SLICE);
}
