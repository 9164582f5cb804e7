/** DELETE: RFC 9051 section 6.3.5. */
import { isFailure } from '../../../base/failure.ts';
import { type Handler, no, ok, SIGNED_IN } from '../handler.ts';

export const deleteMailbox: Handler<'DELETE'> = {
  states: SIGNED_IN,
  updates: 'when-last',
  async run(session, { mailbox }) {
    try {
      await session.account.delete(mailbox);
    } catch (error) {
      if (isFailure(error, 'invalid')) return no('INBOX cannot be deleted', 'CANNOT');
      throw error;
    }
    if (session.selected?.view.isGone === true) {
      session.deselect();
      session.untagged('OK', 'CLOSED', 'The selected mailbox has been deleted');
    }
    return ok('Mailbox deleted');
  },
};
