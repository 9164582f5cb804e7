import type { AccountId, SecondFactorId } from '../../../domain/ports/ids.ts';
import { type Check, slices } from './check.ts';

/** Second factors belong to a user. */
export const secondFactorWithoutAccount: Check = {
  kind: 'second-factor-without-account',

  async *find({ database }) {
    const read = (last: Row | null) => database.rows<Row>(READ, last?.[0] ?? 0);
    for await (const [factor, account, isMissing] of slices<Row>(read)) {
      if (isMissing === 0) continue;
      yield { subject: `second factor ${factor}`, message: `its account ${account} is not there`, key: [factor] };
    }
  },

  repair({ database }, [factor = 0]) {
    database.run(REMOVE, factor);
    return true;
  },
};

type Row = [factor: SecondFactorId, account: AccountId, isMissing: 0 | 1];

const MISSING = 'NOT EXISTS (SELECT 1 FROM user WHERE user.account = second_factor.account)';
const READ = `SELECT id, account, ${MISSING} FROM second_factor WHERE id > ? ORDER BY id LIMIT 2000`;
const REMOVE = `DELETE FROM second_factor WHERE id = ? AND ${MISSING}`;
