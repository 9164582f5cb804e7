import type { Uid } from '../../domain/ports/ids.ts';

/** A range of UIDs, both ends included. */
export type UidRun = readonly [Uid, Uid];

/** Splits an ascending list into runs without gaps. */
export function uidRuns(uids: readonly Uid[]): UidRun[] {
  const runs: UidRun[] = [];
  let first = uids[0];
  let last = first;
  if (first === undefined || last === undefined) return runs;
  for (const uid of uids) {
    if (uid > last + 1) {
      runs.push([first, last]);
      first = uid;
    }
    last = uid;
  }
  runs.push([first, last]);
  return runs;
}
