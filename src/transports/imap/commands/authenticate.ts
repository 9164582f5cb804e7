/** AUTHENTICATE: RFC 9051 section 6.2.2; with an initial response: RFC 4959. */
import { createLineDialogue } from '../../auth/line-dialogue.ts';
import { type Handler, ok } from '../handler.ts';
import { signInWith } from '../sign-in.ts';

export const authenticate: Handler<'AUTHENTICATE'> = {
  states: ['not-authenticated'],
  updates: 'none',
  run(session, { mechanism, initialResponse }) {
    const { connection, services } = session;
    return signInWith(session, async () => {
      const { principal } = await services.sasl.authenticate({
        connection,
        service: 'imap',
        mechanism,
        initialResponse,
        dialogue: createLineDialogue(connection, '+ '),
        hasFinalData: false,
      });
      session.signIn(principal);
      return ok('Signed in', `CAPABILITY ${session.capabilities}`);
    });
  },
};
