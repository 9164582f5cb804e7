/** The open mailboxes of the server, kept true by the change feed. Those that nobody has open stay for a while. */
import type { Clock } from '../../../base/clock.ts';
import { Failure } from '../../../base/failure.ts';
import type { Logger } from '../../../base/log.ts';
import type { ChangeBatch } from '../../ports/changes.ts';
import type { AccountId, MailboxId, Uid } from '../../ports/ids.ts';
import type { Mailbox } from '../../ports/mailboxes.ts';
import { applyOne, type Store } from '../../ports/store.ts';
import { keywordsInUse } from './keywords-in-use.ts';
import { loadEntries } from './load-entries.ts';
import type { MailboxChange } from './mailbox-change.ts';
import { MailboxView } from './mailbox-view.ts';

/** A view that somebody holds or that is kept in reserve. */
interface Place {
  readonly opening: Promise<MailboxView>;
  view: MailboxView | null;
  /** Changes that came while the row was read; null afterwards. */
  early: MailboxChange[] | null;
  isGone: boolean;
  holders: number;
  /** Memory counted while nobody holds it. */
  spareBytes: number;
}

export interface ViewCacheOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Logger;
  readonly spareBytes: number;
}

export class ViewCache {
  readonly #options: ViewCacheOptions;
  readonly #places = new Map<MailboxId, Place>();
  /** Places that nobody holds, the one let go first at the front. */
  readonly #spare = new Map<MailboxId, Place>();
  #spareBytes = 0;
  /** Writes under way that no session waits for. */
  readonly #writes = new Set<Promise<void>>();
  /** What they write: rows that are read meanwhile do not have it. */
  readonly #savingRecent = new Map<MailboxId, Uid>();

  constructor(options: ViewCacheOptions) {
    this.#options = options;
  }

  /** The view if the mailbox is open anywhere or in reserve. */
  peek(mailbox: MailboxId): MailboxView | null {
    return this.#places.get(mailbox)?.view ?? null;
  }

  /** From where on entries are \Recent, where that is known better than by the row. */
  firstRecentUid(mailbox: MailboxId): Uid | null {
    return this.peek(mailbox)?.firstRecentUid ?? this.#savingRecent.get(mailbox) ?? null;
  }

  /** Let go of it with `release`. Throws Failure `not-found`. */
  async acquire(mailbox: MailboxId): Promise<MailboxView> {
    const place = this.#places.get(mailbox) ?? this.#open(mailbox);
    if (place.holders++ === 0) this.#unspare(mailbox, place);
    try {
      return await place.opening;
    } catch (error) {
      place.holders--;
      throw error;
    }
  }

  release(view: MailboxView): void {
    const place = this.#places.get(view.id);
    if (place?.view !== view || --place.holders > 0) return;
    this.#saveRecent(view);
    if (view.map === null) {
      this.#places.delete(view.id);
      return;
    }
    place.spareBytes = view.sizeBytes;
    this.#spareBytes += place.spareBytes;
    this.#spare.set(view.id, place);
    for (const [mailbox, oldest] of this.#spare) {
      if (this.#spareBytes <= this.#options.spareBytes) break;
      this.#unspare(mailbox, oldest);
      this.#places.delete(mailbox);
    }
  }

  /** For the change feed. */
  follow(batch: ChangeBatch): void {
    for (const change of batch.changes) {
      switch (change.kind) {
        case 'entries-added':
        case 'flags-changed':
        case 'entries-expunged': {
          const place = this.#places.get(change.mailbox);
          if (place?.early) place.early.push(change);
          else place?.view?.follow(change);
          break;
        }
        case 'mailbox-deleted':
          this.#end(change.mailbox);
          break;
        case 'user-deleted':
          this.#endAll(change.account);
          break;
        default:
      }
    }
  }

  /** Waits for what is still being written. */
  async settle(): Promise<void> {
    await Promise.all(this.#writes);
  }

  #open(mailbox: MailboxId): Place {
    const place: Place = {
      opening: Promise.resolve().then(() => this.#read(mailbox, place)),
      view: null,
      early: [],
      isGone: false,
      holders: 0,
      spareBytes: 0,
    };
    this.#places.set(mailbox, place);
    return place;
  }

  async #read(mailbox: MailboxId, place: Place): Promise<MailboxView> {
    const { store, clock, log } = this.#options;
    try {
      const saving = this.#savingRecent.get(mailbox);
      const stored = await store.reader(store.feed.position).mailboxes.get(mailbox);
      if (stored === null || place.isGone) throw new Failure('not-found', 'no such mailbox');
      // After the row, so that what is newer than both is among the changes that are kept for the view.
      const keywords = await keywordsInUse(store, mailbox);
      if (place.isGone) throw new Failure('not-found', 'no such mailbox');
      const row: Mailbox = saving === undefined ? stored : { ...stored, firstRecentUid: saving };
      place.view = new MailboxView(row, place.early ?? [], (view) => loadEntries(store, view, { clock, log }));
      for (const set of keywords) place.view.keywordNames.add(set);
      place.early = null;
      return place.view;
    } catch (error) {
      if (this.#places.get(mailbox) === place) this.#places.delete(mailbox);
      throw error;
    }
  }

  #unspare(mailbox: MailboxId, place: Place): void {
    if (this.#spare.delete(mailbox)) this.#spareBytes -= place.spareBytes;
  }

  #end(mailbox: MailboxId): void {
    const place = this.#places.get(mailbox);
    if (place === undefined) return;
    place.isGone = true;
    place.view?.end();
    this.#unspare(mailbox, place);
    this.#places.delete(mailbox);
  }

  #endAll(account: AccountId): void {
    for (const [mailbox, { view }] of this.#places) if (view?.account === account) this.#end(mailbox);
  }

  /** Remembers who was told of what as \Recent; when that gets lost, somebody is told again, which does no harm. */
  #saveRecent(view: MailboxView): void {
    const firstRecentUid: Uid = view.firstRecentUid;
    if (view.isGone || firstRecentUid <= view.savedRecentUid) return;
    view.savedRecentUid = firstRecentUid;
    this.#savingRecent.set(view.id, firstRecentUid);
    const write = this.#writeRecent(view.id, firstRecentUid).finally(() => this.#writes.delete(write));
    this.#writes.add(write);
  }

  async #writeRecent(mailbox: MailboxId, firstRecentUid: Uid): Promise<void> {
    try {
      await applyOne(this.#options.store, { kind: 'update-mailbox', mailbox, firstRecentUid });
    } catch (error) {
      this.#options.log.debug({ err: error, mailbox }, 'recent was not saved');
    } finally {
      if (this.#savingRecent.get(mailbox) === firstRecentUid) this.#savingRecent.delete(mailbox);
    }
  }
}
