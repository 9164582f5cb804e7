import type { PlainCommand } from '../../../wire/smtp/command.ts';
import { reply } from '../../../wire/smtp/reply.ts';
import type { CommandHandler } from '../command-handler.ts';

/** QUIT: RFC 5321 section 4.1.1.10. Whatever stands behind it is never read. */
export const quit: CommandHandler<PlainCommand> = {
  needsHello: false,
  endsGroup: false,
  run(session) {
    session.isEnding = true;
    return reply(221, '2.0.0', `${session.hostname} closing connection`);
  },
};
