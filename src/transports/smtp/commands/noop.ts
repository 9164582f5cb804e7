import type { PlainCommand } from '../../../wire/smtp/command.ts';
import type { CommandHandler } from '../command-handler.ts';
import { OK } from '../replies.ts';

/** NOOP: RFC 5321 section 4.1.1.9. */
export const noop: CommandHandler<PlainCommand> = { needsHello: false, endsGroup: true, run: () => OK };
