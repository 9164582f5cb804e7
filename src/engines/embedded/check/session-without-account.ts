import type { AccountId, SessionId } from '../../../domain/ports/ids.ts';
import { type Check, slices } from './check.ts';

/** Sessions belong to a user, who still has the credential that was proved. */
export const sessionWithoutAccount: Check = {
  kind: 'session-without-account',

  async *find({ database }) {
    const read = (last: Row | null) => database.rows<Row>(READ, last?.[0] ?? 0);
    for await (const [session, account, isMissing] of slices<Row>(read)) {
      if (isMissing === 0) continue;
      const message = `its account ${account} is not there, or the credential that was proved`;
      yield { subject: `session ${session}`, message, key: [session, account] };
    }
  },

  repair({ database, changes }, key) {
    const [session, account] = key as [SessionId, AccountId];
    if (database.run(REMOVE, session) > 0) changes.push({ kind: 'sessions-ended', account, sessions: [session] });
    return true;
  },
};

type Row = [session: SessionId, account: AccountId, isMissing: 0 | 1];

const MISSING = `(
  NOT EXISTS (SELECT 1 FROM user WHERE user.account = session.account)
  OR (credential IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM credential AS proved WHERE proved.id = session.credential AND proved.account = session.account)))`;
const READ = `SELECT id, account, ${MISSING} FROM session WHERE id > ? ORDER BY id LIMIT 2000`;
const REMOVE = `DELETE FROM session WHERE id = ? AND ${MISSING}`;
