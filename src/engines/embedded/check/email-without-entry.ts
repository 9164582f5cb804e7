import { emailNumberOf } from '../email-id.ts';
import { releaseContent } from '../holders.ts';
import { type Check, slices } from './check.ts';
import { miscountedEmails } from './count-holders.ts';

/** Every email has an entry, or a tombstone from which it can come back. */
export const emailWithoutEntry: Check = {
  kind: 'email-without-entry',

  async *find(context) {
    for await (const { email, entries, tombstones } of miscountedEmails(context)) {
      if (entries[1] + tombstones[1] > 0) continue;
      const subject = `email ${emailNumberOf(email)} of account ${Math.floor(email / 2 ** 32)}`;
      yield { subject, message: 'it is in no mailbox', key: [email] };
    }
    const read = (last: Row | null) => context.database.rows<Row>(UNCOUNTED, last?.[0] ?? 0);
    for await (const [email, isUncounted] of slices<Row>(read)) {
      if (isUncounted === 0) continue;
      const subject = `email ${emailNumberOf(email)} of account ${Math.floor(email / 2 ** 32)}`;
      yield { subject, message: 'it counts no entry and no tombstone', key: [email] };
    }
  },

  repair({ database, nowMs }, [email = 0]) {
    if (database.value(HAS_HOLDER, email) !== undefined) return false;
    const content = database.value<number>('DELETE FROM email WHERE id = ? RETURNING content', email);
    if (content !== undefined) releaseContent(database, content, 'emails', nowMs);
    return true;
  },
};

type Row = [email: number, isUncounted: 0 | 1];

/** Nothing counted and nothing found: the recount has no difference to show. */
const UNCOUNTED = `
  SELECT id, entries = 0 AND tombstones = 0
    AND NOT EXISTS (SELECT 1 FROM entry WHERE entry.email = email.id)
    AND NOT EXISTS (SELECT 1 FROM tombstone WHERE tombstone.email = email.id)
    AND NOT EXISTS (SELECT 1 FROM account_purge WHERE account = email.id / 4294967296)
  FROM email WHERE id > ? ORDER BY id LIMIT 2000`;
const HAS_HOLDER = `
  SELECT 1 FROM entry WHERE email = ?1 UNION ALL SELECT 1 FROM tombstone WHERE email = ?1 LIMIT 1`;
