/** Recounts who holds what. Emails are counted account by account, contents over the whole store. */
import type { AccountId, MailboxId, Uid } from '../../../domain/ports/ids.ts';
import { emailIdRange } from '../email-id.ts';
import type { Database } from '../index/database.ts';
import { type CheckContext, inSnapshot, slices } from './check.ts';

/** An email whose holders are not as many as it counts. */
export interface MiscountedEmail {
  readonly email: number;
  readonly entries: readonly [kept: number, counted: number];
  readonly tombstones: readonly [kept: number, counted: number];
}

/** Entries of deleted mailboxes count until they are purged. */
export async function* miscountedEmails({ database }: CheckContext): AsyncGenerator<MiscountedEmail> {
  const holders = await inSnapshot(database, async () => {
    const wrong: MiscountedEmail[] = [];
    const orphans = new HolderCounts();
    for (const mailbox of detachedMailboxes(database)) await orphans.addMailbox(database, mailbox);
    for await (const account of accounts(database)) {
      const counts = new HolderCounts();
      for (const [mailbox] of database.rows<[MailboxId]>('SELECT id FROM mailbox WHERE account = ?', account)) {
        await counts.addMailbox(database, mailbox);
      }
      const [first, end] = emailIdRange(account);
      const read = (last: EmailRow | null) => database.rows<EmailRow>(EMAILS, last?.[0] ?? first - 1, end);
      for await (const [email, entries, tombstones] of slices<EmailRow>(read)) {
        const live = counts.entries(email) + orphans.entries(email);
        const buried = counts.tombstones(email) + orphans.tombstones(email);
        if (entries === live && tombstones === buried) continue;
        wrong.push({ email, entries: [entries, live], tombstones: [tombstones, buried] });
      }
    }
    return wrong;
  });
  yield* holders;
}

type EmailRow = [email: number, entries: number, tombstones: number];

class HolderCounts {
  readonly #entries = new Map<number, number>();
  readonly #tombstones = new Map<number, number>();

  entries(email: number): number {
    return this.#entries.get(email) ?? 0;
  }

  tombstones(email: number): number {
    return this.#tombstones.get(email) ?? 0;
  }

  async addMailbox(database: Database, mailbox: MailboxId): Promise<void> {
    await count(database, ENTRIES, mailbox, this.#entries);
    await count(database, TOMBSTONES, mailbox, this.#tombstones);
  }
}

async function count(database: Database, sql: string, mailbox: MailboxId, counts: Map<number, number>): Promise<void> {
  const read = (last: [Uid, number] | null) => database.rows<[Uid, number]>(sql, mailbox, last?.[0] ?? 0);
  for await (const [, email] of slices<[Uid, number]>(read)) counts.set(email, (counts.get(email) ?? 0) + 1);
}

/** Mailboxes that have entries or tombstones, and no row. */
function detachedMailboxes(database: Database): Set<MailboxId> {
  const detached = new Set<MailboxId>();
  for (const sql of [NEXT_MAILBOX_OF_ENTRIES, NEXT_MAILBOX_OF_TOMBSTONES]) {
    for (let last = 0; ; ) {
      const mailbox = database.value<MailboxId | null>(sql, last) ?? null;
      if (mailbox === null) break;
      if (database.value('SELECT 1 FROM mailbox WHERE id = ?', mailbox) === undefined) detached.add(mailbox);
      last = mailbox;
    }
  }
  return detached;
}

/** Accounts that have emails, also those that are being purged. */
async function* accounts(database: Database): AsyncGenerator<AccountId> {
  for (let last = 0; ; ) {
    const email = database.value<number | null>('SELECT min(id) FROM email WHERE id >= ?', last) ?? null;
    if (email === null) return;
    const account = Math.floor(email / 2 ** 32) as AccountId;
    yield account;
    last = emailIdRange(account)[1];
  }
}

const NEXT_MAILBOX_OF_ENTRIES = 'SELECT min(mailbox) FROM entry WHERE mailbox > ?';
const NEXT_MAILBOX_OF_TOMBSTONES = 'SELECT min(mailbox) FROM tombstone WHERE mailbox > ?';
const EMAILS = 'SELECT id, entries, tombstones FROM email WHERE id > ? AND id < ? ORDER BY id LIMIT 2000';
const ENTRIES = 'SELECT uid, email FROM entry WHERE mailbox = ? AND uid > ? ORDER BY uid LIMIT 2000';
const TOMBSTONES = 'SELECT uid, email FROM tombstone WHERE mailbox = ? AND uid > ? ORDER BY uid LIMIT 2000';
