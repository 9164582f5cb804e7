/** STLS: RFC 2595 section 4 */
import { Failure } from '../../../base/failure.ts';
import type { Pop3Command } from '../pop3-command.ts';

export const stls: Pop3Command = {
  keyword: 'STLS',
  states: ['authorization'],
  async run(session, argument) {
    if (argument !== null) throw new Failure('invalid', 'STLS takes no argument');
    if (!session.connection.canStartTls) throw new Failure('unsupported', 'no TLS here');
    session.say('pop3.begin-tls');
    await session.connection.startTls();
    // Nothing that was learnt in the clear counts: a stranger may have said it.
    session.userName = null;
    session.isUtf8 = false;
    session.language = 'en';
  },
};
