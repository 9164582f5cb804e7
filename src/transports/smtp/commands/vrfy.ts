import type { PlainCommand } from '../../../wire/smtp/command.ts';
import { reply } from '../../../wire/smtp/reply.ts';
import type { CommandHandler } from '../command-handler.ts';

/** VRFY: RFC 5321 section 7.3 allows not to say who exists, and then this is the reply. */
export const vrfy: CommandHandler<PlainCommand> = { needsHello: true, endsGroup: true, run: () => WILL_NOT_SAY };

const WILL_NOT_SAY = reply(252, '2.1.5', 'Cannot verify, but will take messages and try to deliver them');
