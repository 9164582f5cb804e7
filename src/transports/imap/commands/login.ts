/** LOGIN: RFC 9051 section 6.2.3. */
import { type Handler, ok } from '../handler.ts';
import { signInWith } from '../sign-in.ts';

export const login: Handler<'LOGIN'> = {
  states: ['not-authenticated'],
  updates: 'none',
  run(session, { userName, password }) {
    const { connection, services } = session;
    return signInWith(session, async () => {
      const principal = await services.sasl.signIn(connection, 'imap', userName, password);
      session.signIn(principal);
      return ok('Logged in', `CAPABILITY ${session.capabilities}`);
    });
  },
};
