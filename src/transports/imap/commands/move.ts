/** MOVE and UID MOVE: RFC 9051 section 6.4.8. */
import { copyUidCode } from '../../../wire/imap/responses.ts';
import { announceChanges } from '../announce-changes.ts';
import { type Handler, ok, SELECTED } from '../handler.ts';
import { resolveSet, uidsOf } from '../message-sets.ts';
import { refuseReadOnly } from '../read-only.ts';
import { allGone, transferRefusal } from '../transfer-replies.ts';

export const move: Handler<'MOVE'> = {
  states: SELECTED,
  updates: 'all',
  async run(session, { set, isUid, mailbox }) {
    const view = await session.view();
    if (view.isReadOnly) return refuseReadOnly();
    const uids = uidsOf(view, resolveSet(session, view, set, isUid));
    if (uids.length === 0) return ok('No messages to move');
    try {
      const options = { requiresAll: !isUid };
      const { uidValidity, from, to } = await session.account.move(view.mailbox, uids, mailbox, options);
      if (from.length === 0) return allGone();
      // In an untagged OK, before the EXPUNGE responses that follow. RFC 6851 section 4.3
      session.untagged('OK', copyUidCode(uidValidity, from, to), 'Moved');
      if (!session.isQresyncEnabled) return ok('MOVE completed');
      // RFC 6851 section 4.4. The ModSeq vouches for what has been told, so that comes first.
      await announceChanges(session, true);
      return ok('MOVE completed', `HIGHESTMODSEQ ${view.highestModSeq}`);
    } catch (error) {
      return transferRefusal(error);
    }
  },
};
