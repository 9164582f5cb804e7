/**
 * One session's place in a mailbox: the sequence numbers its client knows, and what has happened since.
 *
 * A session shows its client a mailbox that changes only when the client is told (RFC 9051 section 5.5, section 7.5.1):
 * sequence numbers stay as they are until `takeChanges`. Flags are always the newest that the server has announced to
 * anybody, never older ones.
 */
import type { Keywords, SystemFlags } from '../ports/flags.ts';
import type { MailboxId, ModSeq, Uid, UidValidity } from '../ports/ids.ts';
import type { EntryField, EntryRow } from '../ports/mailboxes.ts';
import type { MessageSet, NumberRange } from './message-set.ts';

/** Counters at the moment of selecting. Known at once, also where the sequence map is still to be loaded. */
export interface SelectedState {
  readonly uidValidity: UidValidity;
  readonly messageCount: number;
  readonly uidNext: Uid;
  readonly highestModSeq: ModSeq;
  /** Messages that this session is the first to be told of. RFC 3501 section 2.3.2 */
  readonly recentCount: number;
  /** Sequence number of the first unseen message; null where there is none or the map is not loaded yet. */
  readonly firstUnseen: number | null;
  /** Keywords in use, sorted; those of the first thousands of different sets where the map is not loaded yet. */
  readonly keywords: readonly string[];
}

/** What a client is to be told, in this order: expunged, then exists, then changed. */
export interface MailboxChanges {
  /** Ascending, in the numbering before these changes: announce them from the last to the first. */
  readonly expungedSeqs: Uint32Array;
  /** The same messages by UID, ascending. */
  readonly expungedUids: Uint32Array;
  /** The number of messages now, when messages were added; null otherwise. */
  readonly exists: number | null;
  /** The number of recent messages now, when it rose; null otherwise. */
  readonly recent: number | null;
  /** Ascending, in the numbering after the changes. Messages just added are not among them. */
  readonly changed: readonly ChangedMessage[];
  /** There were more than can be told at once: call again. */
  readonly hasMore: boolean;
}

export interface ChangedMessage {
  readonly seq: number;
  readonly uid: Uid;
  readonly modSeq: ModSeq;
  readonly system: SystemFlags;
  readonly keywords: Keywords;
}

/** Called once for each message of a range, ascending. */
export type MessageVisitor = (seq: number, uid: Uid, system: SystemFlags, keywords: Keywords) => void;

/** Rows of messages that still exist, ascending, with the sequence number of each. */
export interface ScanSlice<F extends readonly EntryField[]> {
  readonly seqs: Uint32Array;
  readonly rows: readonly EntryRow<F>[];
}

/** Dispose when the mailbox is closed. */
export interface MailboxSession extends Disposable {
  readonly mailbox: MailboxId;
  readonly isReadOnly: boolean;
  readonly selected: SelectedState;
  /** The mailbox (or the account) has been deleted: nothing can be read or written any more. */
  readonly isGone: boolean;
  /** The number of messages that the client has been told of. */
  readonly messageCount: number;
  /** The client has been told of everything up to this ModSeq. Lags behind where expunges are held back. */
  readonly highestModSeq: ModSeq;
  /** Something waits for `takeChanges`, or the mailbox is gone. Cheap. */
  readonly hasChanges: boolean;

  /**
   * Waits until the sequence map is loaded; at once where it is. Everything below needs this first.
   * Throws Failure `unavailable` (may be tried again), `not-found` (the mailbox is gone).
   */
  ready(): Promise<void>;
  /** True when `ready` has nothing to wait for. */
  readonly isReady: boolean;

  /**
   * Moves on to the present, and says what the client must be told.
   *
   * Without `mayExpunge` expunged messages keep their numbers for the time being (RFC 9051 section 7.5.1: not during
   * FETCH, STORE, SEARCH); added messages and flags are announced all the same.
   */
  takeChanges(options: { readonly mayExpunge: boolean }): MailboxChanges;
  /**
   * The client needs not be told of this change of flags: it has just been, or asked not to be (STORE's .SILENT).
   * Only this very change is dropped: a message that somebody else has changed too is still announced.
   */
  acknowledge(uids: readonly Uid[], modSeq: ModSeq): void;
  /**
   * Calls the listener when something begins to wait (IDLE), at most once until the next `takeChanges`, never from
   * within a call to this object. Null ends it.
   */
  onPending(listener: (() => void) | null): void;

  /** The UID of a sequence number from 1 to `messageCount`. Throws RangeError otherwise: resolve sets first. */
  uidAt(seq: number): Uid;
  /** The sequence number of a UID; 0 where the session does not know one. */
  seqOf(uid: Uid): number;
  /** The message has been announced to this session first. RFC 3501 section 2.3.2 */
  isRecent(uid: Uid): boolean;
  readonly recentCount: number;
  /** Sequence number of the first unseen message; 0 where there is none. */
  firstUnseen(): number;
  /** Keywords that entries carry, or have carried since the map was loaded; sorted. */
  keywords(): readonly string[];

  /**
   * Resolves sequence numbers. Throws Failure `invalid` for a number above `messageCount`, and for `*` in an empty
   * mailbox (RFC 9051 section 9, seq-number).
   */
  resolveSequence(ranges: readonly NumberRange[]): MessageSet;
  /** Resolves UIDs; those that do not exist are left out, and `*` is the highest. RFC 9051 section 6.4.9 */
  resolveUids(ranges: readonly NumberRange[]): MessageSet;
  /** The UIDs of a set, ascending. */
  uidsOf(set: MessageSet): Uint32Array;

  /**
   * Visits the messages of one range without touching the database: some ten million a second. Does not yield: take
   * ranges of a few thousand (`sliceSet`).
   */
  visit(fromSeq: number, toSeq: number, visitor: MessageVisitor): void;
  /** Reads columns in slices of at most MAX_SLICE; messages that are gone meanwhile are left out. */
  scan<const F extends readonly ['uid', ...EntryField[]]>(
    set: MessageSet,
    fields: F,
    signal?: AbortSignal,
  ): AsyncIterable<ScanSlice<F>>;

  /** Those of the set that have a ModSeq above `modSeq`. CHANGEDSINCE: RFC 7162 section 3.1.4.1 */
  changedSince(modSeq: ModSeq, set: MessageSet, signal?: AbortSignal): Promise<MessageSet>;
  /**
   * UIDs that were expunged after `modSeq`, ascending ranges, of those that the client says it knows.
   * VANISHED (EARLIER): RFC 7162 section 3.2.5.1 and section 3.2.6. May name UIDs that the client has not known for long.
   */
  vanishedSince(request: VanishedRequest, signal?: AbortSignal): Promise<readonly NumberRange[]>;
}

export interface VanishedRequest {
  readonly modSeq: ModSeq;
  /** UIDs the client is interested in; null for all. */
  readonly knownUids: readonly NumberRange[] | null;
  /** The client's samples of which UID had which number, both ascending. RFC 7162 section 3.2.5.2 */
  readonly match: { readonly sequence: readonly NumberRange[]; readonly uids: readonly NumberRange[] } | null;
}
