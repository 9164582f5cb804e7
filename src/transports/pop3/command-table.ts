/** Every command that is understood. */
import { auth } from './commands/auth.ts';
import { capa } from './commands/capa.ts';
import { dele } from './commands/dele.ts';
import { lang } from './commands/lang.ts';
import { list } from './commands/list.ts';
import { noop } from './commands/noop.ts';
import { pass } from './commands/pass.ts';
import { quit } from './commands/quit.ts';
import { retr } from './commands/retr.ts';
import { rset } from './commands/rset.ts';
import { stat } from './commands/stat.ts';
import { stls } from './commands/stls.ts';
import { top } from './commands/top.ts';
import { uidl } from './commands/uidl.ts';
import { user } from './commands/user.ts';
import { utf8 } from './commands/utf8.ts';
import type { Pop3Command } from './pop3-command.ts';

const COMMANDS: ReadonlyMap<string, Pop3Command> = new Map(
  [auth, capa, dele, lang, list, noop, pass, quit, retr, rset, stat, stls, top, uidl, user, utf8].map((command) => [
    command.keyword,
    command,
  ]),
);

export function findCommand(keyword: string): Pop3Command | undefined {
  return COMMANDS.get(keyword);
}
