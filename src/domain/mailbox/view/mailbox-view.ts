/**
 * One open mailbox, shared by all sessions that have it open, and kept true by the change feed alone.
 *
 * It begins as the counters of the mailbox row and becomes a sequence map when somebody needs one. Whatever the feed
 * tells until then is kept, and played onto the loaded map; so each session gets the version that it was selected with.
 * Versions are told apart by ModSeq: what the row had counted is not counted again, and an entry that was read when it
 * was already newer than the feed is not set back.
 */
import { Failure } from '../../../base/failure.ts';
import type { ChangedEntry } from '../../ports/changes.ts';
import type { AccountId, MailboxId, ModSeq, Uid, UidValidity } from '../../ports/ids.ts';
import type { Mailbox } from '../../ports/mailboxes.ts';
import { FlagLogNode, packFlagChanges } from './flag-log.ts';
import { KeywordNames } from './keyword-names.ts';
import { changeModSeq, type MailboxChange } from './mailbox-change.ts';
import type { SequenceMap } from './sequence-map.ts';

/** A session as its view sees it. */
export interface ViewFollower {
  /** The view has come to the moment at which this session was opened: here the session begins. */
  begin(map: SequenceMap, log: FlagLogNode): void;
  /** Something has changed. Must be quick. */
  wake(): void;
}

export interface LoadedEntries {
  readonly map: SequenceMap;
  /** ModSeqs of entries that changed after the counters were read. */
  readonly newer: Map<number, number>;
}

export type LoadEntries = (view: MailboxView) => Promise<LoadedEntries>;

export class MailboxView {
  readonly id: MailboxId;
  readonly account: AccountId;
  readonly uidValidity: UidValidity;
  /** What the row said: the state that loading rebuilds. */
  readonly base: { readonly uidNext: Uid; readonly highestModSeq: ModSeq; readonly messageCount: number };

  uidNext: Uid;
  highestModSeq: ModSeq;
  messageCount: number;
  /** Entries with a UID from here on have not been announced as \Recent. */
  firstRecentUid: Uid;
  /** As far as it has been written down. */
  savedRecentUid: Uid;
  /** The newest version; null until it is loaded. */
  map: SequenceMap | null = null;
  /** The newest link of the chain of flag changes. */
  log = FlagLogNode.first();
  readonly keywordNames = new KeywordNames();
  isGone = false;

  readonly #load: LoadEntries;
  readonly #followers = new Set<ViewFollower>();
  /** Changes since the base, until the map is loaded. */
  #kept: MailboxChange[] = [];
  /** Sessions that were opened before that, each with how many changes had been kept by then. */
  #waiting = new Map<ViewFollower, number>();
  #loading: Promise<void> | null = null;
  /** Entries that were read before the feed told of their last change. */
  #ahead = new Map<number, number>();
  #aheadUpTo = 0;

  /** @param early changes that the feed has told since before `row` was read */
  constructor(row: Mailbox, early: readonly MailboxChange[], load: LoadEntries) {
    this.id = row.id;
    this.account = row.account;
    this.uidValidity = row.uidValidity;
    this.base = row;
    this.uidNext = row.uidNext;
    this.highestModSeq = row.highestModSeq;
    this.messageCount = row.messageCount;
    this.firstRecentUid = row.firstRecentUid;
    this.savedRecentUid = row.firstRecentUid;
    this.#load = load;
    for (const change of early) this.follow(change);
  }

  get followerCount(): number {
    return this.#followers.size;
  }

  /** The session begins now: with the counters of this moment, and with the map as soon as there is one. */
  add(follower: ViewFollower): void {
    this.#followers.add(follower);
    if (this.map === null) this.#waiting.set(follower, this.#kept.length);
    else follower.begin(this.map, this.log);
  }

  remove(follower: ViewFollower): void {
    this.#followers.delete(follower);
    this.#waiting.delete(follower);
  }

  /** Throws Failure `unavailable`, after which it may be tried again; `not-found`. */
  async ready(): Promise<void> {
    if (this.isGone) throw new Failure('not-found', 'the mailbox is gone');
    if (this.map !== null) return;
    this.#loading ??= this.#fill().finally(() => {
      this.#loading = null;
    });
    await this.#loading;
  }

  /** Takes a change of this mailbox from the feed. */
  follow(change: MailboxChange): void {
    if (this.isGone || changeModSeq(change) <= this.base.highestModSeq) return;
    this.#count(change);
    if (this.map === null) {
      this.#kept.push(change);
      // Who is told that something is there will want to know what.
      if (this.#followers.size > 0) this.ready().catch(() => {});
    } else {
      this.#apply(change, this.map);
    }
    for (const follower of this.#followers) follower.wake();
  }

  /** The mailbox or its account has been deleted. */
  end(): void {
    this.isGone = true;
    for (const follower of this.#followers) follower.wake();
  }

  /** Bytes of memory, roughly. */
  get sizeBytes(): number {
    return 1000 + (this.map?.sizeBytes ?? 0);
  }

  /** UIDs that were there in the base and have been expunged since. */
  expungedSinceBase(): number[] {
    const uids = this.#kept.flatMap((change) => (change.kind === 'entries-expunged' ? change.uids : []));
    return uids.filter((uid) => uid < this.base.uidNext).sort((a, b) => a - b);
  }

  async #fill(): Promise<void> {
    const { map, newer } = await this.#load(this);
    if (this.isGone) throw new Failure('not-found', 'the mailbox is gone');
    for (const run of map.runs) for (const keywords of run.keywords?.sets() ?? []) this.keywordNames.add(keywords);
    this.#ahead = newer;
    this.#aheadUpTo = 0;
    for (const modSeq of newer.values()) this.#aheadUpTo = Math.max(this.#aheadUpTo, modSeq);
    const [kept, waiting] = [this.#kept, this.#waiting];
    this.#kept = [];
    this.#waiting = new Map();
    this.map = map;
    let applied = 0;
    for (const [follower, place] of waiting) {
      while (applied < place) this.#apply(kept[applied++], this.map);
      follower.begin(this.map, this.log);
    }
    for (const change of kept.slice(applied)) this.#apply(change, this.map);
  }

  #count(change: MailboxChange): void {
    this.highestModSeq = changeModSeq(change);
    if (change.kind === 'entries-added') {
      this.messageCount += change.entries.length;
      this.uidNext = (change.entries.at(-1)!.uid + 1) as Uid;
    } else if (change.kind === 'entries-expunged') {
      this.messageCount -= change.uids.length;
    }
  }

  #apply(change: MailboxChange, map: SequenceMap): void {
    switch (change.kind) {
      case 'entries-added':
        for (const { keywords } of change.entries) this.keywordNames.add(keywords);
        this.map = map.append(change.entries);
        break;
      case 'entries-expunged':
        this.map = map.remove(change.uids);
        break;
      case 'flags-changed':
        for (const entry of change.entries) this.#setFlags(map, entry);
        this.log = this.log.append(packFlagChanges(change.entries));
        break;
    }
    if (this.#ahead.size > 0 && changeModSeq(change) >= this.#aheadUpTo) this.#ahead = new Map();
  }

  #setFlags(map: SequenceMap, { uid, modSeq, system, keywords }: ChangedEntry): void {
    // Flags that were shown already are never followed by older ones.
    if ((this.#ahead.get(uid) ?? 0) > modSeq) return;
    const index = map.runOfUid(uid);
    if (index === map.runs.length) return;
    const run = map.runs[index];
    const place = run.search(uid, run.count);
    if (run.uids[place] !== uid) return;
    if (keywords !== '') this.keywordNames.add(keywords);
    run.setFlags(place, system, keywords);
  }
}
