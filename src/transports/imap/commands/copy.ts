/** COPY and UID COPY: RFC 9051 section 6.4.7; COPYUID: section 7.1. */
import { isFailure } from '../../../base/failure.ts';
import { copyUidCode } from '../../../wire/imap/responses.ts';
import { type Handler, no, ok, type Reply, SELECTED } from '../handler.ts';
import { resolveSet, uidsOf } from '../message-sets.ts';

export const copy: Handler<'COPY'> = {
  states: SELECTED,
  updates: 'when-last',
  async run(session, { set, isUid, mailbox }) {
    const view = await session.view();
    const uids = uidsOf(view, resolveSet(session, view, set, isUid));
    if (uids.length === 0) return ok('No messages to copy');
    try {
      const { uidValidity, from, to } = await session.account.copy(view.mailbox, uids, mailbox);
      return ok('COPY completed', from.length === 0 ? null : copyUidCode(uidValidity, from, to));
    } catch (error) {
      return missingTarget(error);
    }
  },
};

/** RFC 9051 section 6.4.7: the client may create the mailbox and try again. Throws what is something else. */
export function missingTarget(error: unknown): Reply {
  if (isFailure(error, 'not-found') && error.detail['field'] === 'target') return no('No such mailbox', 'TRYCREATE');
  throw error;
}
