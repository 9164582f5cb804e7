/** STAT: RFC 1939 section 5 */
import type { Pop3Command } from '../pop3-command.ts';

export const stat: Pop3Command = {
  keyword: 'STAT',
  states: ['transaction'],
  run(session) {
    session.reply(`${session.maildrop.count} ${session.maildrop.sizeBytes}`);
  },
};
