/** CLOSE: RFC 9051 section 6.4.1. It never tells a ModSeq, which might vouch for what was not told: RFC 7162 section 3.2.8. */
import { type Handler, ok, SELECTED } from '../handler.ts';

export const close: Handler<'CLOSE'> = {
  states: SELECTED,
  updates: 'none',
  async run(session) {
    const { view } = session.openMailbox;
    if (!view.isReadOnly && !view.isGone) await session.account.expungeDeleted(view.mailbox, null);
    session.deselect();
    return ok('CLOSE completed');
  },
};
