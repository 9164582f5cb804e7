import type { PlainCommand } from '../../../wire/smtp/command.ts';
import type { CommandHandler } from '../command-handler.ts';
import { OK } from '../replies.ts';

/** RSET: RFC 5321 section 4.1.1.5. */
export const rset: CommandHandler<PlainCommand> = {
  needsHello: false,
  endsGroup: false,
  async run(session) {
    await session.resetTransaction();
    return OK;
  },
};
