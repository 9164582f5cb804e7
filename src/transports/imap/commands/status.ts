/** STATUS: RFC 9051 section 6.3.11. */
import { statusData } from '../../../wire/imap/responses.ts';
import { enableCondstore } from '../condstore.ts';
import { type Handler, ok, SIGNED_IN } from '../handler.ts';
import { statusValues } from '../status-values.ts';

export const status: Handler<'STATUS'> = {
  states: SIGNED_IN,
  updates: 'when-last',
  async run(session, { mailbox: name, items }) {
    // RFC 7162 section 3.1: asking for it is a CONDSTORE enabling command.
    if (items.includes('highestmodseq')) enableCondstore(session, session.selected?.view ?? null);
    const mailbox = await session.account.get(name);
    const values = await statusValues(session, mailbox, items);
    session.connection.write(statusData(mailbox.path, values, session.isUtf8));
    return ok('STATUS completed');
  },
};
