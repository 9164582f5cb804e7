/**
 * Reading. Each call sees one consistent state, at or after the position asked for, and never waits for the writer.
 * No call leaves a statement open: what is large is read in slices that the caller asks for one by one.
 */
import type { AddressTarget, Alias, Credential, Domain, LocalPartKey, PageRequest, User } from './directory.ts';
import type { Keywords } from './flags.ts';
import type { AccountId, AliasId, DomainId, MailboxId, ModSeq, Uid } from './ids.ts';
import type { AccountUsage, ChangeMark, EntryField, EntryRow, Mailbox } from './mailboxes.ts';
import type { QueueItem } from './queue.ts';

/** Entries a single call may return: about a millisecond of work. */
export const MAX_SLICE = 2000;

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
   * The next slice begins after the last UID returned; fewer rows than `limit` mean that there are no more.
   */
  scan<const F extends readonly EntryField[]>(
    mailbox: MailboxId,
    from: Uid,
    to: Uid,
    limit: number,
    fields: F,
  ): Promise<readonly EntryRow<F>[]>;
  /** The same for a list of UIDs (ascending, up to MAX_SLICE); those that do not exist are left out. */
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
  /** @param name A-label form, lower case. */
  findDomain(name: string): Promise<Domain | null>;
  listDomains(): Promise<readonly Domain[]>;

  user(account: AccountId): Promise<User | null>;
  /** @param userId compared without case. */
  findUser(userId: string): Promise<User | null>;
  /** Sorted by User ID, which is also the `after` key. */
  listUsers(domain: DomainId | null, page: PageRequest): Promise<readonly User[]>;
  countUsers(domain: DomainId | null): Promise<number>;

  alias(id: AliasId): Promise<Alias | null>;
  /** Sorted by address, which is also the `after` key. */
  listAliases(domain: DomainId | null, page: PageRequest): Promise<readonly Alias[]>;
  /** Aliases that this account owns or is a direct member of. */
  aliasesOf(account: AccountId): Promise<readonly Alias[]>;

  /** What an address leads to: exact match only; sub-addressing and catch-all are domain/delivery's. */
  resolve(localPart: LocalPartKey, domain: string): Promise<AddressTarget | null>;

  credentials(account: AccountId): Promise<readonly Credential[]>;
  /** JSON texts by name, of those that differ from their defaults. */
  settings(): Promise<ReadonlyMap<string, string>>;
}

export interface QueueReader {
  count(): Promise<number>;
  /** Due first. */
  list(limit: number): Promise<readonly QueueItem[]>;
}

export interface Reader {
  readonly mailboxes: MailboxReader;
  readonly directory: DirectoryReader;
  readonly queue: QueueReader;
}
