/** UTF8: RFC 6856 section 2.1 */
import { Failure } from '../../../base/failure.ts';
import type { Pop3Command } from '../pop3-command.ts';

export const utf8: Pop3Command = {
  keyword: 'UTF8',
  states: ['authorization'],
  run(session, argument) {
    if (argument !== null) throw new Failure('invalid', 'UTF8 takes no argument');
    session.isUtf8 = true;
    session.say('pop3.utf8');
  },
};
