/** GETQUOTAROOT: RFC 9208 section 4.1.2. */
import { quotaRootResponse } from '../../../wire/imap/responses.ts';
import { type Handler, ok, SIGNED_IN } from '../handler.ts';
import { describeQuota, QUOTA_ROOT } from '../quota-response.ts';

export const getquotaroot: Handler<'GETQUOTAROOT'> = {
  states: SIGNED_IN,
  updates: 'when-last',
  async run(session, { mailbox }) {
    const { path } = await session.account.get(mailbox);
    session.connection.write(quotaRootResponse(path, [QUOTA_ROOT], session.isUtf8));
    session.connection.write(await describeQuota(session));
    return ok('GETQUOTAROOT completed');
  },
};
