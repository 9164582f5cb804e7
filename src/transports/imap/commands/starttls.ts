/** STARTTLS: RFC 9051 section 6.2.1. What came in the clear behind it is never read. */
import { bad, type Handler, ok } from '../handler.ts';

export const starttls: Handler<'STARTTLS'> = {
  states: ['not-authenticated'],
  updates: 'none',
  run(session) {
    if (session.connection.tls !== null) return bad('TLS is active already');
    return ok('Begin TLS negotiation now');
  },
  afterOk: ({ connection }) => connection.startTls(),
};
