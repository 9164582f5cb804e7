/**
 * A run of neighbouring messages: UIDs and flags, packed. What sequence maps are made of, and share.
 *
 * The UIDs of a run never change, but for more of them at its end; flags do, in place, so that every map with this run
 * shows the newest. When messages of a run are expunged another run takes its place and `isLive` becomes false: maps of
 * sessions that lag behind still count with the old one, and look flags up in the present map.
 */
import type { Keywords, SystemFlags } from '../../ports/flags.ts';
import { KeywordColumn } from './keyword-column.ts';

/** Messages in a run, at most: small enough to copy when one of them is expunged. */
export const MAX_RUN = 2048;

/** Room that a run begins with. */
const FIRST_ROOM = 4;

export class Run {
  uids: Uint32Array;
  system: Uint8Array;
  /** Null while no message of the run has a keyword. */
  keywords: KeywordColumn | null = null;
  count = 0;
  isLive = true;
  /** Belongs to one session that lags behind, and may grow although it is not live. */
  isPrivate = false;

  constructor(room: number) {
    this.uids = new Uint32Array(room);
    this.system = new Uint8Array(room);
  }

  static createPrivate(): Run {
    const run = new Run(FIRST_ROOM);
    run.isLive = false;
    run.isPrivate = true;
    return run;
  }

  get isFull(): boolean {
    return this.count >= MAX_RUN;
  }

  /** Adds a message at the end; its UID is the highest of the run. */
  push(uid: number, system: SystemFlags, keywords: Keywords): void {
    const index = this.count;
    if (index === this.uids.length) this.#grow();
    this.uids[index] = uid;
    this.system[index] = system;
    this.count = index + 1;
    if (keywords !== '' || this.keywords !== null) this.#setKeywords(index, keywords);
  }

  setFlags(index: number, system: SystemFlags, keywords: Keywords): void {
    this.system[index] = system;
    if (keywords !== '' || this.keywords !== null) this.#setKeywords(index, keywords);
  }

  keywordsAt(index: number): Keywords {
    return this.keywords === null ? '' : this.keywords.get(index);
  }

  /** The index of the first UID at or above `uid` among the first `count`; `count` when there is none. */
  search(uid: number, count: number): number {
    const uids = this.uids;
    let low = 0;
    let high = count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (uids[middle] < uid) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Bytes of memory, roughly. */
  get sizeBytes(): number {
    return 250 + this.uids.length * 5 + (this.keywords?.sizeBytes ?? 0);
  }

  #grow(): void {
    const room = Math.min(MAX_RUN, Math.max(FIRST_ROOM, this.uids.length * 2));
    const uids = new Uint32Array(room);
    uids.set(this.uids);
    this.uids = uids;
    const system = new Uint8Array(room);
    system.set(this.system);
    this.system = system;
  }

  #setKeywords(index: number, keywords: Keywords): void {
    this.keywords ??= new KeywordColumn();
    this.keywords.set(index, keywords, this.count);
  }
}
