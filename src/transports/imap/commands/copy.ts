/** COPY and UID COPY: RFC 9051 section 6.4.7; COPYUID: section 7.1. */
import { copyUidCode } from '../../../wire/imap/responses.ts';
import { type Handler, ok, SELECTED } from '../handler.ts';
import { resolveSet, uidsOf } from '../message-sets.ts';
import { allGone, transferRefusal } from '../transfer-replies.ts';

export const copy: Handler<'COPY'> = {
  states: SELECTED,
  updates: 'when-last',
  async run(session, { set, isUid, mailbox }) {
    const view = await session.view();
    const uids = uidsOf(view, resolveSet(session, view, set, isUid));
    if (uids.length === 0) return ok('No messages to copy');
    try {
      const options = { requiresAll: !isUid };
      const { uidValidity, from, to } = await session.account.copy(view.mailbox, uids, mailbox, options);
      return from.length === 0 ? allGone() : ok('COPY completed', copyUidCode(uidValidity, from, to));
    } catch (error) {
      return transferRefusal(error);
    }
  },
};
