/** DELE: RFC 1939 section 5. Only marks; QUIT deletes. */
import { parseNumber } from '../../../wire/pop3/command.ts';
import type { Pop3Command } from '../pop3-command.ts';

export const dele: Pop3Command = {
  keyword: 'DELE',
  states: ['transaction'],
  run(session, argument) {
    session.maildrop.delete(parseNumber(argument));
    session.say('pop3.marked');
  },
};
