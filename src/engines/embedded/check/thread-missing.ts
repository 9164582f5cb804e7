import type { AccountId } from '../../../domain/ports/ids.ts';
import { emailIdRange, emailNumberOf } from '../email-id.ts';
import { splitThreadKeys } from '../writer/content-filer.ts';
import { type Check, slices } from './check.ts';

/** An email's own thread key leads to a thread of the account, so that answers find it. */
export const threadMissing: Check = {
  kind: 'thread-missing',

  async *find({ database }) {
    const read = (last: Row | null) => database.rows<Row>(READ, last?.[0] ?? 0);
    for await (const [email, keys, isPurged] of slices<Row>(read)) {
      const [own] = splitThreadKeys(keys);
      const account = Math.floor(email / 2 ** 32) as AccountId;
      if (own === undefined || isPurged === 1) continue;
      if (database.value('SELECT 1 FROM thread_key WHERE account = ? AND key = ?', account, own) !== undefined)
        continue;
      // The account may have been deleted since the slice was read.
      if (database.value('SELECT 1 FROM email WHERE id = ?', email) === undefined) continue;
      const subject = `email ${emailNumberOf(email)} of account ${account}`;
      yield { subject, message: `its key ${own} leads to no thread`, key: [email, own] };
    }
  },

  repair({ database }, [email = 0, key = '']) {
    database.run(LEAD_TO_THREAD, Math.floor(Number(email) / 2 ** 32), key, email);
    return true;
  },
};

type Row = [email: number, threadKeys: string, isPurged: 0 | 1];

const READ = `
  SELECT email.id, digest.thread_keys,
    EXISTS (SELECT 1 FROM account_purge WHERE account = email.id / ${emailIdRange(1 as AccountId)[0]})
  FROM email CROSS JOIN digest ON digest.content = email.content
  WHERE email.id > ? ORDER BY email.id LIMIT 2000`;
const LEAD_TO_THREAD = `
  INSERT OR IGNORE INTO thread_key (account, key, thread) SELECT ?, ?, thread FROM email WHERE id = ?`;
