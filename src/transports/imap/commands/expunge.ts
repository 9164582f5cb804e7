/** EXPUNGE and UID EXPUNGE: RFC 9051 section 6.4.3, 6.4.9; HIGHESTMODSEQ: RFC 7162 section 3.2.7. */
import { type Handler, ok, SELECTED } from '../handler.ts';
import { resolveSet, uidsOf } from '../message-sets.ts';
import { refuseReadOnly } from '../read-only.ts';

export const expunge: Handler<'EXPUNGE'> = {
  states: SELECTED,
  updates: 'all',
  async run(session, { uids: set }) {
    const view = await session.view();
    if (view.isReadOnly) return refuseReadOnly();
    const uids = set === null ? null : uidsOf(view, resolveSet(session, view, set, true));
    if (uids !== null && uids.length === 0) return ok('EXPUNGE completed');
    const { modSeq } = await session.account.expungeDeleted(view.mailbox, uids);
    const code = session.isQresyncEnabled && modSeq !== null ? `HIGHESTMODSEQ ${modSeq}` : null;
    return ok('EXPUNGE completed', code);
  },
};
