import { isFailure } from '../../../base/failure.ts';
import { foldName } from '../../../base/name.ts';
import type { AccountId, DomainId } from '../../../domain/ports/ids.ts';
import { setAddress } from '../writer/addresses.ts';
import { type Check, slices } from './check.ts';
import { accountSubject } from './subjects.ts';

/** Every account has a user, and the user's address leads to it. */
export const accountWithoutAddress: Check = {
  kind: 'account-without-address',

  async *find({ database }) {
    const read = (last: Row | null) => database.rows<Row>(FIND, last?.[0] ?? 0);
    for await (const [account, domain, localPart] of slices<Row>(read)) {
      const isThere = domain !== null && database.value(LEADS_TO, domain, foldName(localPart ?? ''), account) === 1;
      // The account may have been deleted, or its user renamed, since the slice was read.
      const [now] = database.rows<Row>(FIND, account - 1);
      if (isThere || now?.[0] !== account || now[1] !== domain || now[2] !== localPart) continue;
      const message = domain === null ? 'it has no user' : `its address (${localPart}) leads elsewhere or nowhere`;
      yield { subject: accountSubject(database, account), message, key: [account] };
    }
  },

  /** An account whose user is lost has no name to be given back. */
  repair(context, key) {
    const [account] = key as [AccountId];
    const row = context.database.row<[DomainId, string]>(READ_USER, account);
    if (row === undefined) return false;
    try {
      setAddress(context, row[0], row[1], { account });
      return true;
    } catch (error) {
      if (isFailure(error, 'already-exists')) return false;
      throw error;
    }
  },
};

type Row = [account: AccountId, domain: DomainId | null, localPart: string | null];

const FIND = `
  SELECT account.id, user.domain, user.local_part FROM account LEFT JOIN user ON user.account = account.id
  WHERE account.id > ? ORDER BY account.id LIMIT 2000`;
const LEADS_TO = 'SELECT 1 FROM address WHERE domain = ? AND local_key = ? AND account = ?';
const READ_USER = 'SELECT domain, local_part FROM user WHERE account = ?';
