/** Flag changes as a client is told of them, a bounded number at a time. */
import type { ModSeq, Uid } from '../../ports/ids.ts';
import type { ChangedMessage } from '../mailbox-session.ts';
import type { FlagChanges } from './flag-log.ts';
import type { SequenceMap } from './sequence-map.ts';

/** Changes told at once: some milliseconds of work, and a reply of half a megabyte. */
export const MAX_CHANGED = 5000;

export interface TakeScope {
  /** The numbering that the client has. */
  readonly now: SequenceMap;
  /** The newest version: what is not in it needs no flags any more. */
  readonly present: SequenceMap;
  /** UIDs from here on have just been announced as added. */
  readonly below: number;
}

export interface TakenChanges {
  readonly changed: readonly ChangedMessage[];
  readonly left: FlagChanges;
}

export function takeChanged({ uids, modSeqs, mixed }: FlagChanges, { now, present, below }: TakeScope): TakenChanges {
  const changed: ChangedMessage[] = [];
  let at = 0;
  for (; at < uids.length && changed.length < MAX_CHANGED; at++) {
    const uid = uids[at] as Uid;
    if (uid >= below) continue;
    const place = present.seqOf(uid);
    const seq = place === 0 || now === present ? place : now.seqOf(uid);
    if (seq === 0) continue;
    const modSeq = modSeqs[at] as ModSeq;
    present.visit(place, place, present, (_seq, _uid, system, keywords) => {
      changed.push({ seq, uid, modSeq, system, keywords });
    });
  }
  return { changed, left: { uids: uids.subarray(at), modSeqs: modSeqs.subarray(at), mixed } };
}
