/** The store: what every engine implements, and all that the domain knows of one. */
import type { Failure } from '../../base/failure.ts';
import type { ChangeFeed } from './changes.ts';
import type { ContentStore } from './contents.ts';
import type { Position } from './ids.ts';
import type { Operation, ResultOf } from './operations.ts';
import type { Reader } from './reader.ts';

export type Outcome<O extends Operation> =
  | { readonly ok: true; readonly value: ResultOf<O> }
  | { readonly ok: false; readonly failure: Failure };

export interface Store extends AsyncDisposable {
  /**
   * Executes operations in order, each atomic by itself; one that fails does not touch the others.
   *
   * Resolves when all that succeeded is on stable storage and the feed has told of it. Rejects only when the engine
   * itself broke (`unavailable`): then each operation either happened in whole or not at all, and nobody was told.
   */
  apply<const O extends readonly Operation[]>(operations: O): Promise<{ readonly [K in keyof O]: Outcome<O[K]> }>;

  /** @param atLeast a position that the reads must have seen; without it, everything that was ever acknowledged. */
  reader(atLeast?: Position): Reader;
  readonly contents: ContentStore;
  readonly feed: ChangeFeed;
  readonly maintenance: Maintenance;
}

export interface Maintenance {
  /** Recounts everything. Yields what it finds; with `repair`, after mending what can be mended. */
  check(options: CheckOptions): AsyncIterable<Finding>;
  /** Removes tombstones past their time and moves live records out of mostly dead segments. */
  compact(options: CompactOptions): Promise<CompactionReport>;
  status(): Promise<StoreStatus>;
  /** Cheap: it may be asked every few seconds. */
  diskSpace(): Promise<DiskSpace>;
}

/** Of the file system that the store is on. */
export interface DiskSpace {
  /** Infinite where it cannot be asked. */
  readonly freeBytes: number;
  readonly usedBytes: number;
  /** New mail is refused: free space is below the reserve. */
  readonly isShort: boolean;
}

export interface CheckOptions {
  readonly repair: boolean;
  /** Read every content and compare its hash; without it, only that the record is there. */
  readonly verifyContents: boolean;
}

/** The closed list of what the checker can find; each is provoked by a test. */
export type FindingKind =
  | 'mailbox-counters'
  | 'mailbox-uidnext'
  | 'uid-used-twice'
  | 'modseq-above-highest'
  | 'account-modseq'
  | 'quota-usage'
  | 'entry-without-email'
  | 'entry-without-mailbox'
  | 'email-without-content'
  | 'email-without-entry'
  | 'content-references'
  | 'content-missing'
  | 'content-damaged'
  | 'content-orphaned'
  | 'record-unindexed'
  | 'account-without-inbox'
  | 'account-without-address'
  | 'alias-without-owner'
  | 'alias-member-missing'
  | 'domain-without-postmaster'
  | 'thread-missing'
  | 'queue-without-content'
  | 'queue-recipient-without-message'
  | 'queue-message-without-recipient'
  | 'queue-recipient-state'
  | 'quarantine-without-content'
  | 'dkim-key-without-domain'
  | 'synonym-without-domain'
  | 'group-member-missing'
  | 'second-factor-without-account'
  | 'session-without-account'
  | 'mailbox-parent-missing'
  | 'database-damaged';

export interface Finding {
  readonly kind: FindingKind;
  /** What it is about: `mailbox 12 (alice INBOX)`, `content 4f0a…`. */
  readonly subject: string;
  /** English; expected and found values. */
  readonly message: string;
  readonly outcome: 'found' | 'repaired' | 'cannot-repair';
}

export interface CompactOptions {
  /** Tombstones older than this are forgotten, milliseconds since the epoch. */
  readonly forgetExpungedBeforeMs: number;
  /** A segment is rewritten when at least this share of it is dead, 0 to 1. */
  readonly deadShare: number;
}

export interface CompactionReport {
  readonly tombstonesRemoved: number;
  readonly contentsRemoved: number;
  readonly segmentsRemoved: number;
  readonly freedBytes: number;
}

export interface StoreStatus {
  readonly schemaVersion: number;
  readonly position: Position;
  readonly contentCount: number;
  /** Bytes of all contents, each counted once. */
  readonly contentBytes: number;
  /** Bytes as the users see them; the difference is what keeping each content once saves. */
  readonly emailBytes: number;
  readonly emailCount: number;
  readonly segmentCount: number;
  readonly segmentBytes: number;
  readonly indexBytes: number;
  readonly freeDiskBytes: number;
  /** New mail is refused: free space is below the reserve. */
  readonly isDiskShort: boolean;
}

/** Applies one operation. Throws its Failure. */
export async function applyOne<const O extends Operation>(store: Store, operation: O): Promise<ResultOf<O>> {
  const [outcome] = await store.apply([operation]);
  if (!outcome.ok) throw outcome.failure;
  return outcome.value;
}
