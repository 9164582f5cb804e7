/** RSET: RFC 1939 section 5 */
import type { Pop3Command } from '../pop3-command.ts';

export const rset: Pop3Command = {
  keyword: 'RSET',
  states: ['transaction'],
  run(session) {
    session.maildrop.reset();
    session.reply(`maildrop has ${session.maildrop.count} messages (${session.maildrop.sizeBytes} octets)`);
  },
};
