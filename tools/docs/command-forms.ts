/** Which command does what an endpoint does. Most have the same name; those of this table are told by another. */
import type { Argument, Command } from 'commander';
import { wordsOf } from '../../src/cli/help.ts';

/** An endpoint without a row, and without a command of its name, has none: one's own account, and signing in. */
const OTHER_FORMS: Readonly<Record<string, string>> = {
  'domain.rotate-keys': 'domain keys',
  'user.app-passwords': 'app-password list',
  'user.create-app-password': 'app-password create',
  'user.delete-app-password': 'app-password delete',
  'user.sessions': 'session list',
  'user.end-session': 'session end',
  'user.end-sessions': 'session end',
  'user.create-token': 'token create',
  'group.members': 'group show',
  'channel.list': 'alias channels',
  'trace.find': 'trace',
  'certificate.show': 'certificate',
};

export interface CommandForm {
  /** Of the command reference. */
  readonly page: string;
  /** Words behind the noun; none where the noun is the command. */
  readonly verb: readonly string[];
  /** `mailroom user show <userId>` */
  readonly text: string;
}

export function commandOf(endpoint: string, program: Command): CommandForm | null {
  const command = find(program, (OTHER_FORMS[endpoint] ?? endpoint.replace('.', ' ')).split(' '));
  if (command === null) return null;
  const [noun = '', ...verb] = wordsOf(command);
  const values = command.registeredArguments.map(argumentTerm);
  return { page: `commands/${noun}`, verb, text: ['mailroom', noun, ...verb, ...values].join(' ') };
}

/** `<name>`, `[rotate]`, `<userIds…>` */
export function argumentTerm(argument: Argument): string {
  const name = argument.variadic ? `${argument.name()}…` : argument.name();
  return argument.required ? `<${name}>` : `[${name}]`;
}

/** A command that is run: no noun that only has verbs. */
function find(program: Command, words: readonly string[]): Command | null {
  let command = program;
  for (const word of words) {
    const next = command.commands.find((each) => each.name() === word);
    if (next === undefined) return null;
    command = next;
  }
  return command.commands.length === 0 ? command : null;
}
