import type { AccountId, ModSeq } from '../../../domain/ports/ids.ts';
import { type Check, slices } from './check.ts';
import { accountSubject } from './subjects.ts';

/** The account's counter is not below that of any of its mailboxes: otherwise a ModSeq would be given twice. */
export const accountModseq: Check = {
  kind: 'account-modseq',

  async *find({ database }) {
    const read = (last: Row | null) => database.rows<Row>(READ, last?.[0] ?? 0);
    for await (const [account, modSeq, highest] of slices<Row>(read)) {
      if (modSeq >= highest) continue;
      const message = `the ModSeq of the account is ${modSeq}, that of a mailbox ${highest}`;
      yield { subject: accountSubject(database, account), message, key: [account] };
    }
  },

  repair({ database }, [account = 0]) {
    database.run(`UPDATE account SET mod_seq = max(mod_seq, ${HIGHEST}) WHERE id = ?`, account);
    return true;
  },
};

type Row = [account: AccountId, modSeq: ModSeq, highest: ModSeq];

const HIGHEST = 'coalesce((SELECT max(highest_mod_seq) FROM mailbox WHERE mailbox.account = account.id), 0)';
const READ = `SELECT id, mod_seq, ${HIGHEST} FROM account WHERE id > ? ORDER BY id LIMIT 2000`;
