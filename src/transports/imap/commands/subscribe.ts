/** SUBSCRIBE and UNSUBSCRIBE: RFC 9051 section 6.3.7, 6.3.8. A name need not be that of a mailbox. */
import { type Handler, ok, SIGNED_IN } from '../handler.ts';

export const subscribe: Handler<'SUBSCRIBE' | 'UNSUBSCRIBE'> = {
  states: SIGNED_IN,
  updates: 'when-last',
  async run(session, { name, mailbox }) {
    await session.account.setSubscribed(mailbox, name === 'SUBSCRIBE');
    return ok(`${name} completed`);
  },
};
