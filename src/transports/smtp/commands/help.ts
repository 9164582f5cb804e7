import type { PlainCommand } from '../../../wire/smtp/command.ts';
import { reply } from '../../../wire/smtp/reply.ts';
import type { CommandHandler } from '../command-handler.ts';

/** HELP: RFC 5321 section 4.1.1.8. */
export const help: CommandHandler<PlainCommand> = { needsHello: false, endsGroup: false, run: () => HELP };

const HELP = reply(214, '2.0.0', 'See RFC 5321; the reply to EHLO names the extensions');
