/** The mailboxes of the signed-in user: see AccountMailboxes. */
import { Failure } from '../../base/failure.ts';
import { FLAG_DELETED } from '../ports/flags.ts';
import type { AccountId, MailboxId, Uid } from '../ports/ids.ts';
import type { CopyEntries, CopyResult, ExpungeResult } from '../ports/mailbox-operations.ts';
import type { Mailbox, SpecialUse } from '../ports/mailboxes.ts';
import { MAX_SLICE, type MailboxReader, type Reader } from '../ports/reader.ts';
import { applyOne } from '../ports/store.ts';
import type {
  AccountMailboxes,
  AppendBatch,
  CreateOptions,
  MailboxEvent,
  StoredFlags,
  StoreFlagsRequest,
  TransferOptions,
} from './account-mailboxes.ts';
import { OpenAppend } from './append-batch.ts';
import { checkKeywords } from './check-keywords.ts';
import type { SignInProof } from './mailbox-events.ts';
import { normalizePath, tryNormalizePath } from './mailbox-name.ts';
import type { MailboxServices } from './mailbox-services.ts';
import type { MailboxSession } from './mailbox-session.ts';
import {
  MESSAGE_FIELDS,
  openStoredMessage,
  type StoredMessage,
  type StoredMessageRow,
  type WholeMessageRow,
} from './message-reader.ts';
import { effectiveQuota, isOverQuota, type QuotaState } from './quota.ts';
import { searchMailbox } from './search/search-mailbox.ts';
import type { SearchQuery } from './search/search-query.ts';
import type { SearchOptions, SearchResult } from './search/search-result.ts';
import { expungeInSlices, storeFlagsInSlices, WRITE_SLICE } from './store-in-slices.ts';
import { OpenSession } from './view/open-session.ts';

export class OwnedMailboxes implements AccountMailboxes {
  readonly account: AccountId;
  readonly #proof: SignInProof;
  readonly #services: MailboxServices;

  constructor(account: AccountId, proof: SignInProof, services: MailboxServices) {
    this.account = account;
    this.#proof = proof;
    this.#services = services;
  }

  list(): Promise<readonly Mailbox[]> {
    return this.#mailboxes.list(this.account);
  }

  subscribedNames(): Promise<readonly string[]> {
    return this.#mailboxes.subscribedNames(this.account);
  }

  async find(path: string): Promise<Mailbox | null> {
    const stored = tryNormalizePath(path);
    return stored === null ? null : this.#mailboxes.find(this.account, stored);
  }

  async get(path: string): Promise<Mailbox> {
    const mailbox = await this.find(path);
    if (mailbox === null) throw noSuchMailbox('path');
    return mailbox;
  }

  async countRecent(mailbox: Mailbox): Promise<number> {
    const from = Math.max(mailbox.firstRecentUid, this.#services.views.firstRecentUid(mailbox.id) ?? 0);
    return this.#countFrom(mailbox.id, from, mailbox.uidNext, mailbox.messageCount);
  }

  async create(path: string, { specialUse = [], isSubscribed = false }: CreateOptions = {}): Promise<Mailbox> {
    const { mailbox } = await applyOne(this.#services.store, {
      kind: 'create-mailbox',
      account: this.account,
      path: normalizePath(path),
      specialUse,
      isSubscribed,
      maxMailboxes: this.#services.settings.get('maxMailboxesPerAccount'),
    });
    const created = await this.#mailboxes.get(mailbox);
    if (created === null) throw noSuchMailbox('path');
    return created;
  }

  async rename(from: string, to: string): Promise<void> {
    const newPath = normalizePath(to);
    const { id } = await this.get(from);
    await applyOne(this.#services.store, { kind: 'rename-mailbox', mailbox: id, newPath });
  }

  async delete(path: string): Promise<void> {
    const { id } = await this.get(path);
    await applyOne(this.#services.store, { kind: 'delete-mailbox', mailbox: id });
  }

  async setSubscribed(path: string, isSubscribed: boolean): Promise<void> {
    const stored = normalizePath(path);
    const mailbox = await this.#mailboxes.find(this.account, stored);
    if (mailbox?.isSubscribed === isSubscribed) return;
    const { store } = this.#services;
    if (mailbox === null) {
      await applyOne(store, { kind: 'subscribe-name', account: this.account, path: stored, isSubscribed });
    } else {
      await applyOne(store, { kind: 'update-mailbox', mailbox: mailbox.id, isSubscribed });
    }
  }

  async setSpecialUse(path: string, specialUse: readonly SpecialUse[]): Promise<void> {
    const { id } = await this.get(path);
    await applyOne(this.#services.store, { kind: 'update-mailbox', mailbox: id, specialUse });
  }

  async startAppend(path: string): Promise<AppendBatch> {
    const mailbox = await this.get(path);
    const { store, clock, settings } = this.#services;
    const quota = await this.quota();
    if (isOverQuota(quota, 0, 1)) throw new Failure('over-quota', 'the quota is used up');
    return new OpenAppend(mailbox, { store, clock, quota, maxMessageBytes: settings.get('maxMessageBytes') });
  }

  async storeFlags(mailbox: MailboxId, request: StoreFlagsRequest): Promise<StoredFlags> {
    checkKeywords(request.keywords);
    await this.#requireOwn(mailbox);
    return storeFlagsInSlices(this.#services.store, mailbox, request);
  }

  copy(from: MailboxId, uids: readonly Uid[], targetPath: string, options?: TransferOptions): Promise<CopyResult> {
    return this.#transfer(from, uids, targetPath, { ...options, isMove: false });
  }

  move(from: MailboxId, uids: readonly Uid[], targetPath: string, options?: TransferOptions): Promise<CopyResult> {
    return this.#transfer(from, uids, targetPath, { ...options, isMove: true });
  }

  async expungeDeleted(mailbox: MailboxId, uids: readonly Uid[] | null): Promise<ExpungeResult> {
    const { deletedCount, uidNext } = await this.#requireOwn(mailbox);
    const { store } = this.#services;
    if (uids !== null) return expungeInSlices(store, mailbox, uids, true);
    if (deletedCount <= WRITE_SLICE) {
      return applyOne(store, { kind: 'expunge-entries', mailbox, uids: null, onlyDeleted: true });
    }
    return expungeInSlices(store, mailbox, await this.#deletedUids(mailbox, uidNext), true);
  }

  async remove(mailbox: MailboxId, uids: readonly Uid[]): Promise<ExpungeResult> {
    await this.#requireOwn(mailbox);
    return expungeInSlices(this.#services.store, mailbox, uids, false);
  }

  async quota(): Promise<QuotaState> {
    const { directory, mailboxes } = this.#reader;
    const [user, usage] = await Promise.all([directory.user(this.account), mailboxes.usage(this.account)]);
    if (user === null) throw new Failure('not-found', 'the account is gone');
    return { usage, limits: await effectiveQuota(user, this.#services.policies) };
  }

  async open(path: string, { isReadOnly }: { readonly isReadOnly: boolean }): Promise<MailboxSession> {
    const { id } = await this.get(path);
    const { views, store, notifier } = this.#services;
    const view = await views.acquire(id);
    const onClose = () => views.release(view);
    try {
      const { firstRecentUid, uidNext, messageCount } = view;
      const recentCount = await this.#countFrom(id, firstRecentUid, uidNext, messageCount);
      return new OpenSession(view, isReadOnly, recentCount, { store, notifier, onClose });
    } catch (error) {
      onClose();
      throw error;
    }
  }

  search(session: MailboxSession, query: SearchQuery, options: SearchOptions = {}): Promise<SearchResult> {
    const { store, clock, searchTurns: turns } = this.#services;
    const { account } = this;
    return searchMailbox(session, query, {
      contents: store.contents,
      nowMs: clock.nowMs(),
      account,
      turns,
      ...options,
    });
  }

  async message(mailbox: MailboxId, uid: Uid): Promise<StoredMessage | null> {
    await this.#requireOwn(mailbox);
    const [row] = await this.#mailboxes.pick(mailbox, [uid], MESSAGE_FIELDS);
    if (row === undefined) return null;
    const [hash, sizeBytes, digestVersion, parts] = row;
    return this.openMessage({ hash, sizeBytes, digestVersion, parts });
  }

  openMessage(row: StoredMessageRow | WholeMessageRow): Promise<StoredMessage> {
    return openStoredMessage(this.#services.store.contents, row);
  }

  watch(listener: (event: MailboxEvent) => void): () => void {
    return this.#services.events.watch(this.account, this.#proof, listener);
  }

  get #reader(): Reader {
    return this.#services.store.reader();
  }

  get #mailboxes(): MailboxReader {
    return this.#reader.mailboxes;
  }

  /** Throws Failure `not-found` for a mailbox of somebody else as for none at all. */
  async #requireOwn(id: MailboxId): Promise<Mailbox> {
    const mailbox = await this.#mailboxes.get(id);
    if (mailbox === null || mailbox.account !== this.account) throw noSuchMailbox('source');
    return mailbox;
  }

  async #transfer(
    from: MailboxId,
    uids: readonly Uid[],
    targetPath: string,
    options: TransferOptions & Pick<CopyEntries, 'isMove'>,
  ): Promise<CopyResult> {
    const [, target, { limits }] = await Promise.all([this.#requireOwn(from), this.find(targetPath), this.quota()]);
    if (target === null) throw noSuchMailbox('target');
    return applyOne(this.#services.store, { kind: 'copy-entries', from, to: target.id, uids, limits, ...options });
  }

  /** Entries with a UID of at least `from`. */
  async #countFrom(mailbox: MailboxId, from: number, uidNext: Uid, messageCount: number): Promise<number> {
    if (from <= 1) return messageCount;
    const view = this.#services.views.peek(mailbox);
    if (view?.map) return view.map.length - view.map.firstFrom(from) + 1;
    let count = 0;
    for (let at = from; at < uidNext; ) {
      const rows = await this.#mailboxes.scan(mailbox, at as Uid, (uidNext - 1) as Uid, MAX_SLICE, ['uid']);
      count += rows.length;
      if (rows.length < MAX_SLICE) break;
      at = rows.at(-1)![0] + 1;
    }
    return count;
  }

  async #deletedUids(mailbox: MailboxId, uidNext: Uid): Promise<Uid[]> {
    const uids: Uid[] = [];
    for (let at = 1; at < uidNext; ) {
      const fields = ['uid', 'system'] as const;
      const rows = await this.#mailboxes.scan(mailbox, at as Uid, (uidNext - 1) as Uid, MAX_SLICE, fields);
      for (const [uid, system] of rows) if ((system & FLAG_DELETED) !== 0) uids.push(uid);
      if (rows.length < MAX_SLICE) break;
      at = rows.at(-1)![0] + 1;
    }
    return uids;
  }
}

function noSuchMailbox(field: 'path' | 'source' | 'target'): Failure {
  return new Failure('not-found', 'no such mailbox', { detail: { kind: 'mailbox', field } });
}
