/**
 * INBOX as one POP3 session sees it: the messages that were there when it signed in, numbered from 1, and those that
 * it has marked as deleted. Nothing is deleted before `commit`. RFC 1939 sections 4 to 6
 */
import { Failure } from '../../base/failure.ts';
import {
  type AccountMailboxes,
  type MailboxSession,
  type SectionBytes,
  WHOLE_MESSAGE_FIELDS,
} from '../../domain/mailbox/index.ts';
import type { Uid } from '../../domain/ports/ids.ts';
import { INBOX } from '../../domain/ports/mailboxes.ts';

const WHOLE = { path: [], section: { kind: 'all' } } as const;

interface Listing {
  readonly uids: readonly Uid[];
  readonly sizes: readonly number[];
}

/** Dispose when the POP3 session ends. */
export class Maildrop implements Disposable {
  readonly #mailboxes: AccountMailboxes;
  readonly #session: MailboxSession;
  readonly #listing: Listing;
  readonly #deleted: Uint8Array;
  #count: number;
  #sizeBytes: number;

  private constructor(mailboxes: AccountMailboxes, session: MailboxSession, listing: Listing) {
    this.#mailboxes = mailboxes;
    this.#session = session;
    this.#listing = listing;
    this.#deleted = new Uint8Array(listing.uids.length);
    this.#count = listing.uids.length;
    this.#sizeBytes = sum(listing.sizes);
  }

  /** Throws Failure `unavailable`. */
  static async open(mailboxes: AccountMailboxes): Promise<Maildrop> {
    const session = await mailboxes.open(INBOX, { isReadOnly: true });
    try {
      return new Maildrop(mailboxes, session, await list(session));
    } catch (error) {
      session[Symbol.dispose]();
      throw error;
    }
  }

  [Symbol.dispose](): void {
    this.#session[Symbol.dispose]();
  }

  /** Messages that are not deleted, and their bytes. */
  get count(): number {
    return this.#count;
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  /** The highest message number. */
  get last(): number {
    return this.#listing.uids.length;
  }

  isDeleted(number: number): boolean {
    return this.#deleted[number - 1] === 1;
  }

  /** Throws Failure `not-found` for a number that does not exist or is deleted; so do the methods below. */
  sizeOf(number: number): number {
    return this.#listing.sizes[this.#index(number)] ?? 0;
  }

  /**
   * The same for this message in every session, and for no other message ever: neither UIDVALIDITY nor UID comes back
   * after a restore. RFC 1939 section 7
   */
  uniqueIdOf(number: number): string {
    return `${this.#session.selected.uidValidity}.${this.#uidAt(number)}`;
  }

  /** Also throws Failure `not-found` when it is gone meanwhile, and `unavailable`. */
  async read(number: number): Promise<SectionBytes> {
    const seq = this.#session.seqOf(this.#uidAt(number));
    for await (const { rows } of this.#session.scan([{ from: seq, to: seq }], ['uid', ...WHOLE_MESSAGE_FIELDS])) {
      for (const [, hash, sizeBytes] of rows) {
        const message = await this.#mailboxes.openMessage({ hash, sizeBytes });
        const bytes = await message.section(WHOLE);
        if (bytes !== null) return bytes;
      }
    }
    throw new Failure('not-found', 'the message is gone');
  }

  delete(number: number): void {
    const sizeBytes = this.sizeOf(number);
    this.#deleted[this.#index(number)] = 1;
    this.#count -= 1;
    this.#sizeBytes -= sizeBytes;
  }

  /** Takes all deletions back. */
  reset(): void {
    this.#deleted.fill(0);
    this.#count = this.#listing.uids.length;
    this.#sizeBytes = sum(this.#listing.sizes);
  }

  /** Deletes what is marked. Throws Failure `unavailable`. */
  async commit(): Promise<void> {
    const marked = this.#listing.uids.filter((_, index) => this.#deleted[index] === 1);
    if (marked.length > 0) await this.#mailboxes.remove(this.#session.mailbox, marked);
  }

  #uidAt(number: number): Uid {
    const uid = this.#listing.uids[this.#index(number)];
    if (uid === undefined) throw new Failure('not-found', 'no such message');
    return uid;
  }

  #index(number: number): number {
    if (number < 1 || number > this.last || this.isDeleted(number)) throw new Failure('not-found', 'no such message');
    return number - 1;
  }
}

async function list(session: MailboxSession): Promise<Listing> {
  await session.ready();
  const uids: Uid[] = [];
  const sizes: number[] = [];
  const all = session.messageCount === 0 ? [] : [{ from: 1, to: session.messageCount }];
  for await (const { rows } of session.scan(all, ['uid', 'sizeBytes'])) {
    for (const [uid, sizeBytes] of rows) {
      uids.push(uid);
      sizes.push(sizeBytes);
    }
  }
  return { uids, sizes };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
