/** Every command that the parser knows, with what serves it. */
import type { SmtpCommand, SmtpVerb } from '../../wire/smtp/command.ts';
import type { CommandHandler, CommandOf } from './command-handler.ts';
import { auth } from './commands/auth.ts';
import { bdat } from './commands/bdat.ts';
import { data } from './commands/data.ts';
import { hello } from './commands/hello.ts';
import { help } from './commands/help.ts';
import { mail } from './commands/mail.ts';
import { noop } from './commands/noop.ts';
import { notOffered } from './commands/not-offered.ts';
import { quit } from './commands/quit.ts';
import { rcpt } from './commands/rcpt.ts';
import { rset } from './commands/rset.ts';
import { starttls } from './commands/starttls.ts';
import { vrfy } from './commands/vrfy.ts';

const COMMANDS: { readonly [V in SmtpVerb]: CommandHandler<CommandOf<V>> } = {
  EHLO: hello,
  HELO: hello,
  LHLO: hello,
  MAIL: mail,
  RCPT: rcpt,
  DATA: data,
  BDAT: bdat,
  RSET: rset,
  NOOP: noop,
  QUIT: quit,
  HELP: help,
  VRFY: vrfy,
  EXPN: notOffered,
  ETRN: notOffered,
  STARTTLS: starttls,
  AUTH: auth,
};

export function handlerOf<C extends SmtpCommand>(command: C): CommandHandler<C> {
  return COMMANDS[command.verb] as unknown as CommandHandler<C>;
}
