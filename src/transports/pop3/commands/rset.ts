/** RSET: RFC 1939 section 5 */
import type { Pop3Command } from '../pop3-command.ts';

export const rset: Pop3Command = {
  keyword: 'RSET',
  states: ['transaction'],
  run(session) {
    const { maildrop } = session;
    maildrop.reset();
    session.say('pop3.maildrop', { messages: maildrop.count, octets: maildrop.sizeBytes });
  },
};
