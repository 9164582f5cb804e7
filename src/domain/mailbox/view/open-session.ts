/** One session on a shared view: see MailboxSession. */
import { FLAG_SEEN } from '../../ports/flags.ts';
import type { MailboxId, ModSeq, Uid } from '../../ports/ids.ts';
import type { EntryField } from '../../ports/mailboxes.ts';
import type { Store } from '../../ports/store.ts';
import type {
  MailboxChanges,
  MailboxSession,
  MessageVisitor,
  ScanSlice,
  SelectedState,
  VanishedRequest,
} from '../mailbox-session.ts';
import { countOf, type MessageSet, type NumberRange } from '../message-set.ts';
import { changedSince } from './changed-since.ts';
import {
  collectFlagChanges,
  collectOthers,
  type FlagChanges,
  type FlagLogNode,
  type KnownChange,
  NO_FLAG_CHANGES,
} from './flag-log.ts';
import type { MailboxView, ViewFollower } from './mailbox-view.ts';
import { expungedBetween } from './map-difference.ts';
import type { Notifier } from './notifier.ts';
import { ReadAhead } from './read-ahead.ts';
import { RecentRanges } from './recent-ranges.ts';
import { resolveSequence, resolveUids } from './resolve-set.ts';
import { scanEntries } from './scan-entries.ts';
import { SequenceMap } from './sequence-map.ts';
import { takeChanged } from './take-changed.ts';
import { vanishedSince } from './vanished-since.ts';

/** Flag changes a session may be behind before it makes a list of its own of them. */
const MAX_LAG = 20_000;

export interface SessionContext {
  readonly store: Store;
  readonly notifier: Notifier;
  /** The session is closed. */
  readonly onClose: (session: OpenSession) => void;
}

export class OpenSession implements MailboxSession, ViewFollower {
  readonly isReadOnly: boolean;
  readonly selected: SelectedState;
  readonly view: MailboxView;
  readonly #context: SessionContext;
  /** What the client knows; null until the view is loaded. */
  #told: SequenceMap | null = null;
  /** The highest UID the client has been told of, or could have been. */
  #uidNext: Uid;
  #highestModSeq: ModSeq;
  /** How far the session has come in the chain, and what it has taken from it without telling. */
  #log: FlagLogNode | null = null;
  #flagChanges: FlagChanges = NO_FLAG_CHANGES;
  /** Changes that the client knows of; taken out all at once. */
  #known: readonly KnownChange[] = NOTHING_KNOWN;
  readonly #recent = new RecentRanges();
  readonly #ahead: ReadAhead;
  #isWoken = false;
  #isNotified = false;
  #listener: (() => void) | null = null;
  #isClosed = false;

  /** Must follow the reading of the view's counters without an await in between. */
  constructor(view: MailboxView, isReadOnly: boolean, recentCount: number, context: SessionContext) {
    this.view = view;
    this.isReadOnly = isReadOnly;
    this.#context = context;
    this.#ahead = new ReadAhead(view);
    this.#uidNext = view.uidNext;
    this.#highestModSeq = view.highestModSeq;
    this.#claimRecent(view.firstRecentUid);
    this.selected = {
      uidValidity: view.uidValidity,
      messageCount: view.messageCount,
      uidNext: view.uidNext,
      highestModSeq: view.highestModSeq,
      recentCount,
      firstUnseen: view.map === null ? null : firstUnseenIn(view.map, view.map) || null,
      keywords: view.keywordNames.sorted(),
    };
    view.add(this);
  }

  get mailbox(): MailboxId {
    return this.view.id;
  }

  get isGone(): boolean {
    return this.view.isGone;
  }

  get isReady(): boolean {
    return this.#told !== null;
  }

  get messageCount(): number {
    return this.#told?.length ?? this.selected.messageCount;
  }

  get highestModSeq(): ModSeq {
    return this.#highestModSeq;
  }

  get recentCount(): number {
    return this.#told === null ? this.selected.recentCount : this.#recent.countIn(this.#told);
  }

  get hasChanges(): boolean {
    if (this.view.isGone) return true;
    if (this.#told === null) return this.#isWoken;
    if (this.#known.length > 0) this.#followLog();
    return this.#told !== this.view.map || this.#log !== this.view.log || this.#flagChanges.uids.length > 0;
  }

  begin(map: SequenceMap, log: FlagLogNode): void {
    this.#told = map;
    this.#log = log;
  }

  wake(): void {
    this.#isWoken = true;
    if (this.#log !== null && this.view.log.total - this.#log.total > MAX_LAG) this.#followLog();
    this.#notify();
  }

  async ready(): Promise<void> {
    if (this.#told === null || this.view.isGone) await this.view.ready();
  }

  takeChanges({ mayExpunge }: { readonly mayExpunge: boolean }): MailboxChanges {
    const [told, present] = [this.#map(), this.#present()];
    this.#isWoken = false;
    this.#isNotified = false;
    const expunged = mayExpunge && told !== present ? expungedBetween(told, present) : NOTHING_EXPUNGED;
    const now = mayExpunge ? present : told.extendTo(present);
    const hasAdded = now.length > told.length - expunged.uids.length;
    const changedBelow = this.#uidNext;
    const recent = hasAdded ? this.#tellRecent(now) : null;
    this.#told = now;
    this.#uidNext = this.view.uidNext;
    this.#followLog();
    const { changed, left } = takeChanged(this.#flagChanges, { now, present, below: changedBelow });
    this.#flagChanges = left;
    // A ModSeq vouches for everything up to it, so it waits for what is held back. RFC 7162 section 3.1.2.2
    if (now === present && left.uids.length === 0) this.#highestModSeq = this.view.highestModSeq;
    return {
      expungedSeqs: expunged.seqs,
      expungedUids: expunged.uids,
      exists: hasAdded ? now.length : null,
      recent,
      changed,
      hasMore: left.uids.length > 0,
    };
  }

  acknowledge(uids: readonly Uid[], modSeq: ModSeq): void {
    if (uids.length > 0) this.#known = [...this.#known, { uids, modSeq }];
  }

  onPending(listener: (() => void) | null): void {
    this.#listener = listener;
    this.#isNotified = false;
    if (this.hasChanges) this.#notify();
  }

  /** For the notifier. */
  callListener(): void {
    if (!this.#isClosed && this.#isNotified) this.#listener?.();
  }

  uidAt(seq: number): Uid {
    return this.#map().uidAt(seq);
  }

  seqOf(uid: Uid): number {
    return this.#map().seqOf(uid);
  }

  isRecent(uid: Uid): boolean {
    return this.#recent.has(uid);
  }

  firstUnseen(): number {
    return firstUnseenIn(this.#map(), this.#present());
  }

  keywords(): readonly string[] {
    return this.view.keywordNames.sorted();
  }

  resolveSequence(ranges: readonly NumberRange[]): MessageSet {
    return resolveSequence(this.#map(), ranges);
  }

  resolveUids(ranges: readonly NumberRange[]): MessageSet {
    return resolveUids(this.#map(), ranges);
  }

  uidsOf(set: MessageSet): Uint32Array {
    const map = this.#map();
    const uids = new Uint32Array(countOf(set));
    let at = 0;
    for (const { from, to } of set) at = map.copyUids(from, to, uids, at);
    return uids;
  }

  visit(fromSeq: number, toSeq: number, visitor: MessageVisitor): void {
    this.#map().visit(fromSeq, toSeq, this.#present(), visitor);
  }

  scan<const F extends readonly ['uid', ...EntryField[]]>(
    set: MessageSet,
    fields: F,
    signal?: AbortSignal,
  ): AsyncIterable<ScanSlice<F>> {
    const map = this.#map();
    const read = (part: MessageSet) => scanEntries(this.#context.store, this.mailbox, map, part, fields, signal);
    if (!this.#ahead.suits(set, fields)) return read(set);
    const { from } = set[0];
    return this.#ahead.scan(from, map.uidAt(from), fields, (count) =>
      read([{ from, to: Math.min(from + count - 1, map.length) }]),
    );
  }

  changedSince(modSeq: ModSeq, set: MessageSet, signal?: AbortSignal): Promise<MessageSet> {
    return changedSince(this.#context.store, this, modSeq, set, signal);
  }

  vanishedSince(request: VanishedRequest, signal?: AbortSignal): Promise<readonly NumberRange[]> {
    return vanishedSince(this.#context.store, this.mailbox, this.#map(), this.#uidNext, request, signal);
  }

  [Symbol.dispose](): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#listener = null;
    this.view.remove(this);
    this.#context.onClose(this);
  }

  #map(): SequenceMap {
    if (this.#told === null) throw new Error('the session is not ready');
    return this.#told;
  }

  #present(): SequenceMap {
    return this.view.map ?? SequenceMap.EMPTY;
  }

  #followLog(): void {
    if (this.#log === null || (this.#log === this.view.log && this.#known.length === 0)) return;
    this.#flagChanges =
      this.#known.length === 0
        ? collectFlagChanges(this.#flagChanges, this.#log)
        : collectOthers(this.#flagChanges, this.#log, this.#known);
    this.#known = NOTHING_KNOWN;
    this.#log = this.view.log;
  }

  /** Takes the \Recent of everything up to now that nobody has taken and that is not below `from`. */
  #claimRecent(from: number): void {
    this.#recent.add(Math.max(from, this.view.firstRecentUid), this.view.uidNext);
    if (!this.isReadOnly) this.view.firstRecentUid = this.view.uidNext;
  }

  #tellRecent(now: SequenceMap): number | null {
    const before = this.#recent.countIn(now);
    this.#claimRecent(this.#uidNext);
    const count = this.#recent.countIn(now);
    return count > before ? count : null;
  }

  #notify(): void {
    if (this.#listener === null || this.#isNotified) return;
    this.#isNotified = true;
    this.#context.notifier.push(this);
  }
}

const NOTHING_KNOWN: readonly KnownChange[] = [];
const NOTHING_EXPUNGED = { seqs: new Uint32Array(0), uids: new Uint32Array(0) };

function firstUnseenIn(map: SequenceMap, present: SequenceMap): number {
  for (const [index, run] of map.runs.entries()) {
    let found = 0;
    const start = map.starts[index];
    const count = map.countOf(index);
    if (run.isLive) {
      const at = run.system.findIndex((system) => (system & FLAG_SEEN) === 0);
      if (at >= 0 && at < count) return start + at + 1;
      continue;
    }
    map.visit(start + 1, start + count, present, (seq, _uid, system) => {
      if (found === 0 && (system & FLAG_SEEN) === 0) found = seq;
    });
    if (found > 0) return found;
  }
  return 0;
}
