/** CLOSE: RFC 9051 section 6.4.1; HIGHESTMODSEQ: RFC 7162 section 3.2.8. */
import { type Handler, ok, SELECTED } from '../handler.ts';

export const close: Handler<'CLOSE'> = {
  states: SELECTED,
  updates: 'none',
  async run(session) {
    const { view } = session.openMailbox;
    const isExpunging = !view.isReadOnly && !view.isGone;
    const expunged = isExpunging ? await session.account.expungeDeleted(view.mailbox, null) : null;
    session.deselect();
    const modSeq = session.isQresyncEnabled ? (expunged?.modSeq ?? null) : null;
    return ok('CLOSE completed', modSeq === null ? null : `HIGHESTMODSEQ ${modSeq}`);
  },
};
