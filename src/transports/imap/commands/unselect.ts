/** UNSELECT: RFC 9051 section 6.4.2. */
import { type Handler, ok, SELECTED } from '../handler.ts';

export const unselect: Handler<'UNSELECT'> = {
  states: SELECTED,
  updates: 'none',
  run(session) {
    session.deselect();
    return ok('UNSELECT completed');
  },
};
