/** GETQUOTA: RFC 9208 section 4.1.1. */
import { type Handler, no, ok, SIGNED_IN } from '../handler.ts';
import { describeQuota, QUOTA_ROOT } from '../quota-response.ts';

export const getquota: Handler<'GETQUOTA'> = {
  states: SIGNED_IN,
  updates: 'when-last',
  async run(session, { root }) {
    const quota = root === QUOTA_ROOT ? await describeQuota(session) : null;
    if (quota === null) return no('No such quota root', 'NONEXISTENT');
    session.connection.write(quota);
    return ok('GETQUOTA completed');
  },
};
