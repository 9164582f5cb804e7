/** GETQUOTAROOT: RFC 9208 section 4.1.2. */
import { quotaRootResponse } from '../../../wire/imap/responses.ts';
import { type Handler, ok, SIGNED_IN } from '../handler.ts';
import { describeQuota, QUOTA_ROOT } from '../quota-response.ts';

export const getquotaroot: Handler<'GETQUOTAROOT'> = {
  states: SIGNED_IN,
  updates: 'when-last',
  async run(session, { mailbox }) {
    const { path } = await session.account.get(mailbox);
    const quota = await describeQuota(session);
    session.connection.write(quotaRootResponse(path, quota === null ? [] : [QUOTA_ROOT], session.isUtf8));
    if (quota !== null) session.connection.write(quota);
    return ok('GETQUOTAROOT completed');
  },
};
