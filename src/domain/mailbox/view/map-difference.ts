/** What one version of a sequence map has and a later one has no more. */
import type { SequenceMap } from './sequence-map.ts';

export interface Expunged {
  /** Sequence numbers of the older version, ascending. */
  readonly seqs: Uint32Array;
  /** Ascending. */
  readonly uids: Uint32Array;
}

/** Runs that both versions share are passed over, so it costs what has changed. */
export function expungedBetween(older: SequenceMap, newer: SequenceMap): Expunged {
  const seqs: number[] = [];
  const uids: number[] = [];
  let run = 0;
  let at = 0;
  for (const [index, olderRun] of older.runs.entries()) {
    if (at === 0 && newer.runs[run] === olderRun) {
      run++;
      continue;
    }
    const count = older.countOf(index);
    for (let i = 0; i < count; i++) {
      const uid = olderRun.uids[i];
      // Whatever is lower in the newer version was found before, or was in no older run: UIDs ascend in both.
      while (run < newer.runs.length && newer.runs[run].uids[at] < uid) {
        at++;
        if (at === newer.countOf(run)) [run, at] = [run + 1, 0];
      }
      if (run < newer.runs.length && newer.runs[run].uids[at] === uid) {
        at++;
        if (at === newer.countOf(run)) [run, at] = [run + 1, 0];
      } else {
        seqs.push(older.starts[index] + i + 1);
        uids.push(uid);
      }
    }
  }
  return { seqs: Uint32Array.from(seqs), uids: Uint32Array.from(uids) };
}
