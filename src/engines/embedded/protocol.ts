/**
 * What the main side and the writer say to each other: one JSON text and one run of bytes each way, so that the same
 * messages could travel over a socket. (JSON is also cheaper than structured clone for rows of small values.)
 */
import type { FailureCode } from '../../base/failure.ts';
import type { Change } from '../../domain/ports/changes.ts';
import type { StoredDigest } from '../../domain/ports/contents.ts';
import type { Deliver, Quarantine, SettleOutgoing } from '../../domain/ports/delivery-operations.ts';
import type { MailRoute, NewDkimKey } from '../../domain/ports/directory.ts';
import type {
  AddDkimKey,
  AddSecondFactor,
  CreateDomain,
  CreateUser,
  Initialise,
  NewCredential,
  NewUser,
  SetCredential,
  SetMailRoute,
  UseSecondFactor,
} from '../../domain/ports/directory-operations.ts';
import type { ContentHash, MailboxId, Position, Uid } from '../../domain/ports/ids.ts';
import type { AppendEmails, NewEmail } from '../../domain/ports/mailbox-operations.ts';
import type { Operation, OperationKind, OperationResults } from '../../domain/ports/operations.ts';
import type { NewSecondFactor } from '../../domain/ports/second-factors.ts';
import type { FindingKind } from '../../domain/ports/store.ts';
import type { SegmentNumber } from './segments/layout.ts';

/** A content that operations of a batch file, named by its place in the batch's list. */
export interface WireContent {
  readonly hash: ContentHash;
  readonly sizeBytes: number;
  readonly digest: StoredDigest;
  /** Where its bytes begin in the batch's bytes; null where they lie in a spill file. */
  readonly start: number | null;
  /** Name of the file under `incoming`. */
  readonly spillFile: string | null;
}

export type WireCredential = Omit<NewCredential, 'scram'> & { readonly scram: string | null };
export type WireNewUser = Omit<NewUser, 'credentials'> & { readonly credentials: readonly WireCredential[] };

export type WireSecondFactor = Omit<NewSecondFactor, 'secret'> & { readonly secret: string };

export type WireDkimKey = Omit<NewDkimKey, 'sealedPrivateKey'> & { readonly sealedPrivateKey: string };
export type WireNewDomain = Omit<CreateDomain, 'kind' | 'postmaster' | 'dkimKeys' | 'audit'> & {
  readonly dkimKeys: readonly WireDkimKey[];
};
export type WireMailRoute = Omit<MailRoute, 'sealedPassword'> & { readonly sealedPassword: string | null };
export type WireDelivery = Omit<Deliver, 'kind' | 'content'> & { readonly content: number };

/** Operations whose form differs on the way: contents are named by number, bytes are base64. */
interface WireForms {
  deliver: WireDelivery & Pick<Deliver, 'kind'>;
  'settle-outgoing': Omit<SettleOutgoing, 'notices'> & { readonly notices: readonly WireDelivery[] };
  quarantine: Omit<Quarantine, 'content'> & { readonly content: number };
  'append-emails': Omit<AppendEmails, 'emails'> & {
    readonly emails: readonly (Omit<NewEmail, 'content'> & { readonly content: number })[];
  };
  initialise: Omit<Initialise, 'admin' | 'domain'> & { readonly admin: WireNewUser; readonly domain: WireNewDomain };
  'create-domain': Omit<CreateDomain, 'dkimKeys'> & WireNewDomain;
  'add-dkim-key': Omit<AddDkimKey, 'key'> & { readonly key: WireDkimKey };
  'set-mail-route': Omit<SetMailRoute, 'route'> & { readonly route: WireMailRoute | null };
  'create-user': Omit<CreateUser, 'credentials'> & WireNewUser;
  'set-credential': Omit<SetCredential, 'credential'> & { readonly credential: WireCredential };
  'add-second-factor': Omit<AddSecondFactor, 'factor'> & { readonly factor: WireSecondFactor };
  'use-second-factor': Omit<UseSecondFactor, 'secret'> & { readonly secret?: string };
}

export type WireOperationOf<K extends OperationKind> = K extends keyof WireForms
  ? WireForms[K]
  : OperationResults[K][0];
export type WireOperation = { [K in OperationKind]: WireOperationOf<K> }[OperationKind];
export type WireResult = OperationResults[Operation['kind']][1];

export interface Batch {
  readonly operations: readonly WireOperation[];
  readonly contents: readonly WireContent[];
}

export interface WireFailure {
  readonly code: FailureCode;
  readonly message: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

export type WireOutcome =
  | { readonly ok: true; readonly value: WireResult }
  | { readonly ok: false; readonly failure: WireFailure };

/** Work that is no operation of the port: maintenance, in bounded steps. Answered one by one, in order. */
export type Task =
  /** Answered with whether it could be mended. */
  | { readonly kind: 'repair'; readonly finding: FindingKind; readonly key: RepairKey }
  /** Each is answered with a CompactionStep. */
  | { readonly kind: 'forget-tombstones'; readonly beforeMs: number; readonly after: readonly [MailboxId, Uid] }
  | { readonly kind: 'remove-contents'; readonly unreferencedBeforeMs: number }
  | { readonly kind: 'move-contents'; readonly segment: SegmentNumber; readonly after: number }
  | { readonly kind: 'remove-segment'; readonly segment: SegmentNumber }
  /** Does nothing: its answer says that everything before it was done. */
  | { readonly kind: 'barrier' };

/** What a finding is about, in a form that its repair understands. */
export type RepairKey = readonly (number | string)[];

/** What one step did, and where the next one of its kind begins; null when there is none. */
export interface CompactionStep {
  readonly removed: number;
  readonly freedBytes: number;
  readonly next: readonly number[] | null;
}

/** Times are those of the main side's clock: the writer has none of its own. */
export type ToWriter =
  /** JSON text of a Batch. */
  | { readonly kind: 'batch'; readonly nowMs: number; readonly json: string; readonly bytes: ArrayBuffer | null }
  | { readonly kind: 'task'; readonly nowMs: number; readonly id: number; readonly task: Task }
  | { readonly kind: 'close' };

export interface CommitAnswer {
  /** In the order of the operations posted; continues where the answer before it ended. */
  readonly outcomes: readonly WireOutcome[];
  /** Null when nothing changed. */
  readonly position: Position | null;
  readonly changes: readonly Change[];
}

export interface TaskDone {
  readonly value: unknown;
  /** Null when nothing changed that the feed tells of. */
  readonly position: Position | null;
  readonly changes: readonly Change[];
}

export type FromWriter =
  | { readonly kind: 'ready'; readonly position: Position }
  | { readonly kind: 'refused'; readonly failure: WireFailure }
  /** JSON text of a CommitAnswer. */
  | { readonly kind: 'commit'; readonly json: string }
  /** An operation failed by a mistake of the engine; its caller was told `unavailable`. For the log. */
  | { readonly kind: 'bug'; readonly operation: string; readonly error: string }
  | ({ readonly kind: 'task-done'; readonly id: number } & TaskDone)
  | { readonly kind: 'task-failed'; readonly id: number; readonly failure: WireFailure }
  /** The disk or the index broke. Nothing that is still waiting was promised, and nothing more is accepted. */
  | { readonly kind: 'fatal'; readonly message: string }
  | { readonly kind: 'closed' };
