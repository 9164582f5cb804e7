/** QUIT: RFC 1939 sections 4 and 6. Deletes what is marked; the reply means that it is gone for good. */
import { isFailure } from '../../../base/failure.ts';
import { formatError } from '../../../wire/pop3/reply.ts';
import type { Pop3Command } from '../pop3-command.ts';

export const quit: Pop3Command = {
  keyword: 'QUIT',
  states: ['authorization', 'transaction'],
  async run(session) {
    // Whatever comes of it, the session is over. RFC 1939 section 6
    session.hasQuit = true;
    try {
      if (session.state === 'transaction') await session.maildrop.commit();
      session.say('pop3.goodbye');
    } catch (error) {
      if (!isFailure(error)) throw error;
      session.connection.log.warn({ error }, 'POP3 could not delete');
      session.connection.write(formatError(session.text('pop3.error.not-deleted'), 'SYS/TEMP'));
    }
  },
};
