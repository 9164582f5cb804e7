/** CAPABILITY: RFC 9051 section 6.1.1. */
import { ANY_STATE, type Handler, ok } from '../handler.ts';

export const capability: Handler<'CAPABILITY'> = {
  states: ANY_STATE,
  updates: 'all',
  run(session) {
    session.connection.write(`* CAPABILITY ${session.capabilities}\r\n`);
    return ok('CAPABILITY completed');
  },
};
