/** LOGOUT: RFC 9051 section 6.1.3. */
import { ANY_STATE, type Handler, ok } from '../handler.ts';

export const logout: Handler<'LOGOUT'> = {
  states: ANY_STATE,
  updates: 'none',
  run(session) {
    session.endWith('Logging out');
    return ok('LOGOUT completed');
  },
};
