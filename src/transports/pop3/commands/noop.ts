/** NOOP: RFC 1939 section 5 */
import type { Pop3Command } from '../pop3-command.ts';

export const noop: Pop3Command = {
  keyword: 'NOOP',
  states: ['transaction'],
  run(session) {
    session.say('pop3.nothing-done');
  },
};
