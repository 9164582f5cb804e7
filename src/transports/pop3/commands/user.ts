/** USER: RFC 1939 section 7. Says nothing about whether there is such a user. */
import { Failure } from '../../../base/failure.ts';
import type { Pop3Command } from '../pop3-command.ts';

export const user: Pop3Command = {
  keyword: 'USER',
  states: ['authorization'],
  run(session, argument) {
    if (!session.connection.mayAuthenticate) {
      throw new Failure('unsupported', 'signing in needs TLS', { detail: { needsTls: true } });
    }
    const name = argument?.trim() ?? '';
    if (name === '') throw new Failure('invalid', 'no name');
    session.userName = name;
    session.say('pop3.send-password');
  },
};
