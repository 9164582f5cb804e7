/**
 * Which entries have changed their flags, and when: a chain that the sessions of a mailbox follow, each at its own place.
 *
 * What every session has passed is garbage and needs no bookkeeping. A session far behind turns its stretch of the
 * chain into a list of its own, which is never longer than the mailbox.
 */
import type { ModSeq, Uid } from '../../ports/ids.ts';

export class FlagLogNode {
  readonly changes: FlagChanges;
  /** Changes in the chain up to here. */
  readonly total: number;
  next: FlagLogNode | null = null;

  constructor(changes: FlagChanges, total: number) {
    this.changes = changes;
    this.total = total;
  }

  /** Adds a link behind this one, which must be the last. */
  append(changes: FlagChanges): FlagLogNode {
    this.next = new FlagLogNode(changes, this.total + changes.uids.length);
    return this.next;
  }

  static first(): FlagLogNode {
    return new FlagLogNode(NO_FLAG_CHANGES, 0);
  }
}

/** UIDs, and the ModSeq that each got. */
export interface FlagChanges {
  readonly uids: Uint32Array;
  readonly modSeqs: Float64Array;
  /** Of a list that was merged: UIDs with several changes, which no single known one settles. */
  readonly mixed: ReadonlySet<number>;
}

const NONE_MIXED: ReadonlySet<number> = new Set();

export const NO_FLAG_CHANGES: FlagChanges = {
  uids: new Uint32Array(0),
  modSeqs: new Float64Array(0),
  mixed: NONE_MIXED,
};

export function packFlagChanges(entries: readonly { readonly uid: Uid; readonly modSeq: ModSeq }[]): FlagChanges {
  return {
    uids: Uint32Array.from(entries, ({ uid }) => uid),
    modSeqs: Float64Array.from(entries, ({ modSeq }) => modSeq),
    mixed: NONE_MIXED,
  };
}

/** Everything from `before` and behind `node`: each UID once, ascending, with its last ModSeq. */
export function collectFlagChanges(before: FlagChanges, node: FlagLogNode): FlagChanges {
  if (node.next === null) return before;
  if (before.uids.length === 0 && node.next.next === null && isAscending(node.next.changes.uids)) {
    return node.next.changes;
  }
  const links = linksBehind(node);
  return joinAscending(before, links) ?? mergeLast([before, ...links], () => false);
}

/** One change of flags that the client knows of. */
export interface KnownChange {
  /** Ascending. */
  readonly uids: readonly Uid[];
  readonly modSeq: ModSeq;
}

/**
 * The same, without what known changes did. A UID that something else has changed too stays: its flags are not what
 * the client expects.
 */
export function collectOthers(before: FlagChanges, node: FlagLogNode, known: readonly KnownChange[]): FlagChanges {
  const links = linksBehind(node);
  const uidsOf = new Map(known.map(({ uids, modSeq }) => [modSeq as number, uids as readonly number[]]));
  if (before.uids.length === 0 && links.every((link) => isThisChange(link, uidsOf))) return NO_FLAG_CHANGES;
  const setOf = new Map(known.map(({ uids, modSeq }) => [modSeq as number, new Set<number>(uids)]));
  return mergeLast([before, ...links], (uid, modSeq) => setOf.get(modSeq)?.has(uid) === true);
}

/** What is true of nearly every link that is not somebody else's. */
function isThisChange({ uids, modSeqs }: FlagChanges, uidsOf: ReadonlyMap<number, readonly number[]>): boolean {
  const known = uidsOf.get(modSeqs[0]);
  if (known?.length !== uids.length) return uids.length === 0;
  for (let i = 0; i < uids.length; i++) if (uids[i] !== known[i] || modSeqs[i] !== modSeqs[0]) return false;
  return true;
}

function linksBehind(node: FlagLogNode): FlagChanges[] {
  const links: FlagChanges[] = [];
  for (let link = node.next; link !== null; link = link.next) links.push(link.changes);
  return links;
}

/** What large changes in slices make: one list behind the other. Null when it is not so. */
function joinAscending(before: FlagChanges, links: readonly FlagChanges[]): FlagChanges | null {
  let total = before.uids.length;
  let last = before.uids.at(-1) ?? 0;
  for (const { uids } of links) {
    if (uids.length === 0) continue;
    if (uids[0] <= last || !isAscending(uids)) return null;
    last = uids.at(-1)!;
    total += uids.length;
  }
  const joined = { uids: new Uint32Array(total), modSeqs: new Float64Array(total), mixed: before.mixed };
  let at = 0;
  for (const { uids, modSeqs } of [before, ...links]) {
    joined.uids.set(uids, at);
    joined.modSeqs.set(modSeqs, at);
    at += uids.length;
  }
  return joined;
}

/** UIDs with at least one change that is not known, each with the last change of all. */
function mergeLast(links: readonly FlagChanges[], isKnown: (uid: number, modSeq: number) => boolean): FlagChanges {
  const last = new Map<number, number>();
  const open = new Set<number>();
  const mixed = new Set<number>();
  for (const link of links) {
    for (let i = 0; i < link.uids.length; i++) {
      const uid = link.uids[i];
      const modSeq = link.modSeqs[i];
      const wasMixed = link.mixed.has(uid);
      if (wasMixed || !isKnown(uid, modSeq)) {
        if (wasMixed || open.has(uid)) mixed.add(uid);
        open.add(uid);
      }
      last.set(uid, modSeq);
    }
  }
  if (open.size === 0) return NO_FLAG_CHANGES;
  const uids = Uint32Array.from(open).sort();
  return { uids, modSeqs: Float64Array.from(uids, (uid) => last.get(uid) ?? 0), mixed };
}

function isAscending(uids: Uint32Array): boolean {
  for (let i = 1; i < uids.length; i++) if (uids[i] <= uids[i - 1]) return false;
  return true;
}
