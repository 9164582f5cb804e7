import type { PlainCommand } from '../../../wire/smtp/command.ts';
import type { CommandHandler } from '../command-handler.ts';
import { NOT_OFFERED } from '../replies.ts';

/** EXPN tells who is behind an alias (RFC 5321 section 7.3), ETRN starts queues for others (RFC 1985): both are off. */
export const notOffered: CommandHandler<PlainCommand> = { needsHello: false, endsGroup: true, run: () => NOT_OFFERED };
