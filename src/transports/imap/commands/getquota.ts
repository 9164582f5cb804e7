/** GETQUOTA: RFC 9208 section 4.1.1. */
import { type Handler, no, ok, SIGNED_IN } from '../handler.ts';
import { describeQuota, QUOTA_ROOT } from '../quota-response.ts';

export const getquota: Handler<'GETQUOTA'> = {
  states: SIGNED_IN,
  updates: 'when-last',
  async run(session, { root }) {
    if (root !== QUOTA_ROOT) return no('No such quota root', 'NONEXISTENT');
    session.connection.write(await describeQuota(session));
    return ok('GETQUOTA completed');
  },
};
