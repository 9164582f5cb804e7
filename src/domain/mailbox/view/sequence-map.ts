/**
 * The map between sequence numbers and UIDs: one version of it, as a session knows it. RFC 9051 section 2.3.1.2
 *
 * Versions share their runs: adding messages makes a new version in constant time, expunging some copies the runs that
 * they were in. So a session that lags behind keeps its own version for the price of what changed.
 */
import type { Keywords, SystemFlags } from '../../ports/flags.ts';
import type { Uid } from '../../ports/ids.ts';
import type { MessageVisitor } from '../mailbox-session.ts';
import { MAX_RUN, Run } from './run.ts';

/** A message to be added: its UID is higher than those before. */
export interface MappedEntry {
  readonly uid: number;
  readonly system: SystemFlags;
  readonly keywords: Keywords;
}

export class SequenceMap {
  /** Messages in it; sequence numbers go from 1 to here. */
  readonly length: number;
  readonly runs: readonly Run[];
  /** How many messages stand before each run. */
  readonly starts: readonly number[];

  private constructor(runs: readonly Run[], starts: readonly number[], length: number) {
    this.runs = runs;
    this.starts = starts;
    this.length = length;
  }

  static readonly EMPTY = new SequenceMap([], [], 0);

  static of(entries: Iterable<MappedEntry>): SequenceMap {
    return SequenceMap.EMPTY.append(entries);
  }

  static fromRuns(runs: readonly Run[]): SequenceMap {
    const starts: number[] = [];
    let length = 0;
    for (const run of runs) {
      starts.push(length);
      length += run.count;
    }
    return new SequenceMap(runs, starts, length);
  }

  /** How many messages of a run belong to this version: the last run may have grown since. */
  countOf(index: number): number {
    return (index + 1 < this.starts.length ? this.starts[index + 1] : this.length) - this.starts[index];
  }

  /** The run of a sequence number from 1 to `length`. */
  runOfSeq(seq: number): number {
    const { starts } = this;
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (starts[middle] < seq) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** The first run whose last UID is at or above `uid`; the number of runs when there is none. */
  runOfUid(uid: number): number {
    let low = 0;
    let high = this.runs.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.runs[middle].uids[this.countOf(middle) - 1] < uid) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  uidAt(seq: number): Uid {
    if (!(seq >= 1 && seq <= this.length)) throw new RangeError(`no message ${seq} of ${this.length}`);
    const index = this.runOfSeq(seq);
    return this.runs[index].uids[seq - 1 - this.starts[index]] as Uid;
  }

  /** The sequence number of a UID, 0 where it is not there. */
  seqOf(uid: number): number {
    const seq = this.firstFrom(uid);
    return seq <= this.length && this.uidAt(seq) === uid ? seq : 0;
  }

  /** The sequence number of the first message with a UID at or above `uid`; `length` + 1 when there is none. */
  firstFrom(uid: number): number {
    const index = this.runOfUid(uid);
    if (index === this.runs.length) return this.length + 1;
    return this.starts[index] + this.runs[index].search(uid, this.countOf(index)) + 1;
  }

  get lastUid(): number {
    return this.length === 0 ? 0 : this.uidAt(this.length);
  }

  /** Writes the UIDs of a range of sequence numbers, and returns the index behind them. */
  copyUids(fromSeq: number, toSeq: number, target: Uint32Array, at: number): number {
    let seq = fromSeq;
    for (let index = this.runOfSeq(fromSeq); seq <= toSeq; index++) {
      const first = seq - 1 - this.starts[index];
      const end = Math.min(this.countOf(index), toSeq - this.starts[index]);
      target.set(this.runs[index].uids.subarray(first, end), at);
      at += end - first;
      seq += end - first;
    }
    return at;
  }

  /** Visits a range of sequence numbers. @param present where flags are looked up of messages in runs out of use */
  visit(fromSeq: number, toSeq: number, present: SequenceMap, visitor: MessageVisitor): void {
    let seq = fromSeq;
    for (let index = this.runOfSeq(fromSeq); seq <= toSeq; index++) {
      const run = this.runs[index];
      const { uids, system, keywords } = run;
      const first = seq - 1 - this.starts[index];
      const end = Math.min(this.countOf(index), toSeq - this.starts[index]);
      if (!run.isLive) {
        for (let i = first; i < end; i++) visitOutdated(seq++, run, i, present, visitor);
      } else if (keywords === null) {
        for (let i = first; i < end; i++) visitor(seq++, uids[i] as Uid, system[i], '');
      } else {
        for (let i = first; i < end; i++) visitor(seq++, uids[i] as Uid, system[i], keywords.get(i));
      }
    }
  }

  /**
   * A version with more messages at the end. Grows the last run in place: only for the newest version, of which there
   * is one.
   */
  append(entries: Iterable<MappedEntry>): SequenceMap {
    let runs = this.runs as Run[];
    let starts = this.starts as number[];
    let { length } = this;
    let tail = runs.at(-1);
    for (const { uid, system, keywords } of entries) {
      if (tail === undefined || tail.isFull) {
        if (runs === this.runs) [runs, starts] = [[...runs], [...starts]];
        // A mailbox that has filled a run will soon fill another.
        tail = new Run(runs.length === 0 ? 0 : MAX_RUN);
        runs.push(tail);
        starts.push(length);
      }
      tail.push(uid, system, keywords);
      length++;
    }
    return new SequenceMap(runs, starts, length);
  }

  /** A version without these UIDs (ascending); those that are not there are passed over. For the newest version. */
  remove(uids: ArrayLike<number>): SequenceMap {
    const runs: Run[] = [];
    let at = 0;
    for (const run of this.runs) {
      const last = run.uids[run.count - 1];
      const first = at;
      while (at < uids.length && uids[at] <= last) at++;
      const kept = first === at ? run : without(run, uids, first, at);
      addMerged(runs, kept);
    }
    return SequenceMap.fromRuns(runs);
  }

  /** A version with the messages that `newer` has behind the last of this one, for a session that may not shrink. */
  extendTo(newer: SequenceMap): SequenceMap {
    const from = newer.firstFrom(this.lastUid + 1);
    if (from > newer.length) return this;
    const more = newer.length - from + 1;
    const tail = this.runs.length - 1;
    if (tail >= 0 && this.runs[tail] === newer.runs.at(-1)) {
      return new SequenceMap(this.runs, this.starts, this.length + more);
    }
    // Copies that belong to this session alone, out of use from the start: flags are looked up in the present map.
    const runs = [...this.runs];
    const starts = [...this.starts];
    let { length } = this;
    let own = runs.at(-1);
    newer.visit(from, newer.length, newer, (_seq, uid, system, keywords) => {
      if (own === undefined || !own.isPrivate || own.isFull) {
        own = Run.createPrivate();
        runs.push(own);
        starts.push(length);
      }
      own.push(uid, system, keywords);
      length++;
    });
    return new SequenceMap(runs, starts, length);
  }

  /** Bytes of memory, roughly. */
  get sizeBytes(): number {
    return this.runs.reduce((sum, run) => sum + run.sizeBytes + 16, 100);
  }
}

function visitOutdated(seq: number, run: Run, index: number, present: SequenceMap, visitor: MessageVisitor): void {
  const uid = run.uids[index] as Uid;
  const at = present.seqOf(uid);
  if (at === 0) {
    visitor(seq, uid, run.system[index], run.keywordsAt(index));
    return;
  }
  const now = present.runOfSeq(at);
  const place = at - 1 - present.starts[now];
  visitor(seq, uid, present.runs[now].system[place], present.runs[now].keywordsAt(place));
}

/** What is left of a run without `uids[first..end)`; the run itself when it has none of them. */
function without(run: Run, uids: ArrayLike<number>, first: number, end: number): Run {
  const kept = new Run(run.count);
  let at = first;
  for (let i = 0; i < run.count; i++) {
    const uid = run.uids[i];
    while (at < end && uids[at] < uid) at++;
    if (at < end && uids[at] === uid) continue;
    kept.push(uid, run.system[i], run.keywordsAt(i));
  }
  if (kept.count === run.count) return run;
  run.isLive = false;
  return kept;
}

/** Adds a run to a list; leaves empty ones out, and joins small neighbours so that runs stay few. */
function addMerged(runs: Run[], run: Run): void {
  if (run.count === 0) return;
  const before = runs.at(-1);
  if (before === undefined || before.count + run.count > MAX_RUN / 2) {
    runs.push(run);
    return;
  }
  const joined = new Run(before.count + run.count);
  for (const part of [before, run]) {
    for (let i = 0; i < part.count; i++) joined.push(part.uids[i], part.system[i], part.keywordsAt(i));
    part.isLive = false;
  }
  runs[runs.length - 1] = joined;
}
