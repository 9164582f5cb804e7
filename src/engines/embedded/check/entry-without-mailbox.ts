import type { MailboxId } from '../../../domain/ports/ids.ts';
import type { Check } from './check.ts';
import { pause } from './check.ts';

/** Entries lie in a mailbox, or in one that is being purged. */
export const entryWithoutMailbox: Check = {
  kind: 'entry-without-mailbox',

  async *find({ database }) {
    for (const table of ['entry', 'tombstone'] as const) {
      for (let last = 0 as MailboxId; ; await pause()) {
        const row = database.row<[MailboxId | null, 0 | 1]>(NEXT[table], last);
        const mailbox = row?.[0] ?? null;
        if (mailbox === null) break;
        last = mailbox;
        if (row?.[1] === 1) continue;
        const message = `the mailbox of a ${table} is not there`;
        yield { subject: `mailbox ${mailbox}`, message, key: [mailbox] };
      }
    }
  },

  repair({ database }, [mailbox = 0]) {
    if (database.value('SELECT 1 FROM mailbox WHERE id = ?', mailbox) !== undefined) return true;
    database.run('INSERT OR IGNORE INTO mailbox_purge (mailbox) VALUES (?)', mailbox);
    return true;
  },
};

function nextOf(table: string): string {
  return `
    SELECT number, EXISTS (SELECT 1 FROM mailbox WHERE id = number)
      OR EXISTS (SELECT 1 FROM mailbox_purge WHERE mailbox = number)
    FROM (SELECT min(mailbox) AS number FROM ${table} WHERE mailbox > ?)`;
}

const NEXT = { entry: nextOf('entry'), tombstone: nextOf('tombstone') };
