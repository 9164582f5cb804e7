/** RENAME: RFC 9051 section 6.3.6. */
import { isFailure } from '../../../base/failure.ts';
import { type Handler, no, ok, SIGNED_IN } from '../handler.ts';
import { isKeptOtherwise, writeStoredName } from '../stored-name.ts';

export const rename: Handler<'RENAME'> = {
  states: SIGNED_IN,
  updates: 'when-last',
  async run(session, { from, to }) {
    try {
      await session.account.rename(from, to);
    } catch (error) {
      if (isFailure(error, 'invalid')) return no('This name cannot be used', 'CANNOT');
      throw error;
    }
    if (session.isRev2Enabled && (isKeptOtherwise(from) || isKeptOtherwise(to))) {
      writeStoredName(session, await session.account.get(to), from);
    }
    return ok('Mailbox renamed');
  },
};
