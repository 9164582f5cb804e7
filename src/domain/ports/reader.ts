/**
 * Reading. Each call sees one consistent state, at or after the position asked for, and never waits for the writer.
 * No call leaves a statement open: what is large is read in slices that the caller asks for one by one.
 */
import type { AuditEntry, AuditQuery } from './audit.ts';
import type {
  AccountFacts,
  AddressTarget,
  Alias,
  Credential,
  Dependent,
  DkimKey,
  Domain,
  Group,
  LocalPartKey,
  MailRoute,
  MembersAmong,
  PageRequest,
  User,
  UserFilter,
} from './directory.ts';
import type { Keywords } from './flags.ts';
import type {
  AccountId,
  AliasId,
  AuditId,
  DomainId,
  GroupId,
  MailboxId,
  ModSeq,
  QuarantineId,
  QueueMessageId,
  Uid,
} from './ids.ts';
import type { AccountUsage, ChangeMark, EntryField, EntryRow, Mailbox } from './mailboxes.ts';
import type { Quarantined, QuarantineQuery } from './quarantine.ts';
import type { LaneState, QueueCounts, QueuedMessage, QueueQuery } from './queue.ts';
import type { SecondFactor } from './second-factors.ts';
import type { Session } from './sessions.ts';

/** Entries a single call may return: about a millisecond of work. */
export const MAX_SLICE = 2000;
/** Text of LONG_FIELDS that a single call may return, and the row that goes beyond it: ten rows can be as long as 100,000. */
export const MAX_SLICE_BYTES = 1024 * 1024;

export interface MailboxReader {
  /** All mailboxes of an account, by path. */
  list(account: AccountId): Promise<readonly Mailbox[]>;
  get(mailbox: MailboxId): Promise<Mailbox | null>;
  /** `path` in its stored form: NFC, INBOX in upper case. */
  find(account: AccountId, path: string): Promise<Mailbox | null>;
  /** Names that are subscribed although no such mailbox exists. */
  subscribedNames(account: AccountId): Promise<readonly string[]>;
  /**
   * Entries with UIDs from `from` to `to` (both included), ascending, at most `limit` (up to MAX_SLICE).
   * The next slice begins after the last UID returned; fewer rows than `limit` mean that there are no more. With
   * LONG_FIELDS only no row at all means that, since their text is limited by MAX_SLICE_BYTES.
   */
  scan<const F extends readonly EntryField[]>(
    mailbox: MailboxId,
    from: Uid,
    to: Uid,
    limit: number,
    fields: F,
  ): Promise<readonly EntryRow<F>[]>;
  /** The same for a list of UIDs (ascending, up to MAX_SLICE); those that do not exist are left out, and so is what is beyond MAX_SLICE_BYTES. */
  pick<const F extends readonly EntryField[]>(
    mailbox: MailboxId,
    uids: readonly Uid[],
    fields: F,
  ): Promise<readonly EntryRow<F>[]>;
  /**
   * Entries with a ModSeq above `since`, in the order of their ModSeqs and then of their UIDs, so that it costs what is
   * returned: at most `limit` (up to MAX_SLICE), beginning behind `after` where it is given.
   */
  changedSince(mailbox: MailboxId, since: ModSeq, limit: number, after?: ChangeMark): Promise<readonly ChangeMark[]>;
  /** The same for tombstones. */
  vanishedSince(mailbox: MailboxId, since: ModSeq, limit: number, after?: ChangeMark): Promise<readonly ChangeMark[]>;
  /**
   * The different sets of keywords that entries carry, in the order of their texts, behind `after`, at most `limit` (up
   * to MAX_SLICE). Costs what is returned, however many entries there are.
   */
  keywordSets(mailbox: MailboxId, after: Keywords, limit: number): Promise<readonly Keywords[]>;
  usage(account: AccountId): Promise<AccountUsage>;
}

export interface DirectoryReader {
  domain(id: DomainId): Promise<Domain | null>;
  /** By its name or a synonym. @param name A-label form, lower case. */
  findDomain(name: string): Promise<Domain | null>;
  listDomains(): Promise<readonly Domain[]>;

  user(account: AccountId): Promise<User | null>;
  /** The same for up to MAX_SLICE of them at once, in any order; those that are not there are left out. */
  users(accounts: readonly AccountId[]): Promise<readonly User[]>;
  /** @param userId compared without case. */
  findUser(userId: string): Promise<User | null>;
  /** @param id compared byte by byte. */
  findUserByRemoteId(id: string): Promise<User | null>;
  /** Sorted by User ID, which is also the `after` key. */
  listUsers(domain: DomainId | null, page: PageRequest, filter?: UserFilter): Promise<readonly User[]>;
  countUsers(domain: DomainId | null, filter?: UserFilter): Promise<number>;
  /** Of up to MAX_SLICE accounts at once, in any order; those that are not there are left out. */
  accountFacts(accounts: readonly AccountId[]): Promise<readonly AccountFacts[]>;
  /** What stands against deleting a user, at most 100. */
  dependentsOf(account: AccountId): Promise<readonly Dependent[]>;

  group(id: GroupId): Promise<Group | null>;
  /** @param name compared without case. */
  findGroup(domain: DomainId, name: string): Promise<Group | null>;
  /** Sorted by name and domain; the `after` key is `name@domain`. */
  listGroups(domain: DomainId | null, page: PageRequest): Promise<readonly Group[]>;
  /** Those that a user is in, in the order in which they decide. */
  groupsOf(account: AccountId): Promise<readonly Group[]>;
  /** Ascending, behind `after`, at most `limit`. */
  groupMembers(group: GroupId, after: AccountId | null, limit: number): Promise<readonly AccountId[]>;
  /** How many members groups have, counting those who are meant; groups without any are left out. */
  groupSizes(among: MembersAmong): Promise<ReadonlyMap<GroupId, number>>;

  alias(id: AliasId): Promise<Alias | null>;
  /** Sorted by address, which is also the `after` key. */
  listAliases(domain: DomainId | null, page: PageRequest): Promise<readonly Alias[]>;
  /** Aliases that this account owns or is a direct member of. */
  aliasesOf(account: AccountId): Promise<readonly Alias[]>;

  /** What an address leads to, in a domain or a synonym of it: exact match only; sub-addressing and catch-all are domain/delivery's. */
  resolve(localPart: LocalPartKey, domain: string): Promise<AddressTarget | null>;

  credentials(account: AccountId): Promise<readonly Credential[]>;
  secondFactors(account: AccountId): Promise<readonly SecondFactor[]>;
  /** Also those that have expired and are not forgotten yet. */
  sessions(account: AccountId): Promise<readonly Session[]>;
  /** @param hash of the secret, or of the refresh token. */
  findSession(by: 'secret' | 'refresh', hash: string): Promise<Session | null>;
  /** Of one domain, or of all. */
  dkimKeys(domain: DomainId | null): Promise<readonly DkimKey[]>;
  mailRoutes(): Promise<readonly MailRoute[]>;
  /** JSON texts by name, of those that differ from their defaults. */
  settings(): Promise<ReadonlyMap<string, string>>;
}

export interface QueueReader {
  counts(): Promise<QueueCounts>;
  /** Lanes in which something waits that is not held; costs what is returned. */
  lanes(): Promise<readonly LaneState[]>;
  /** When the first recipient of a lane is due; null when nothing waits in it that is not held. */
  firstDue(lane: string): Promise<number | null>;
  /**
   * Messages that are not held with those of their recipients that are due in a lane by `nowMs`: by priority, then by
   * the time at which they are due; at most `limit` messages. Those in `except` are left out: they are being tried.
   *
   * @param after the last message of the page before: what changed since may come once more, nothing is passed over.
   */
  due(
    lane: string,
    nowMs: number,
    limit: number,
    except: ReadonlySet<QueueMessageId>,
    after?: QueuedMessage,
  ): Promise<readonly QueuedMessage[]>;
  /** With all of its recipients. */
  message(id: QueueMessageId): Promise<QueuedMessage | null>;
  findByQueueId(queueId: string): Promise<readonly QueuedMessage[]>;
  list(query: QueueQuery): Promise<readonly QueuedMessage[]>;
  /** Messages of an account whose `notBeforeMs` is to come. */
  countHeldBack(account: AccountId, nowMs: number): Promise<number>;
}

export interface QuarantineReader {
  count(): Promise<number>;
  get(id: QuarantineId): Promise<Quarantined | null>;
  /** Newest first. */
  list(query: QuarantineQuery): Promise<readonly Quarantined[]>;
  /** Older than this, oldest first: to be deleted. */
  expired(beforeMs: number, limit: number): Promise<readonly QuarantineId[]>;
}

export interface AuditReader {
  get(id: AuditId): Promise<AuditEntry | null>;
  list(query: AuditQuery): Promise<readonly AuditEntry[]>;
}

export interface Reader {
  readonly mailboxes: MailboxReader;
  readonly directory: DirectoryReader;
  readonly queue: QueueReader;
  readonly quarantine: QuarantineReader;
  readonly audit: AuditReader;
}
