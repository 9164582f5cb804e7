/** Help in the language of the caller: titles, what arguments are, an example, and where on a command line it was asked for. */
import type { Command } from 'commander';
import type { TextKey, Translate } from '../../locales/index.ts';
import type { Streams } from './context.ts';
import { EXAMPLES } from './examples.ts';
import { LEGACY_COMMANDS } from './legacy/legacy-commands.ts';

/** What arguments are, by their names; for one that means different things, with the noun in front. */
const ARGUMENTS: Readonly<Record<string, TextKey>> = {
  userId: 'cli.argument.user-id',
  userIds: 'cli.argument.user-ids',
  'domain name': 'cli.argument.domain',
  names: 'cli.argument.domains',
  rotate: 'cli.argument.rotate',
  'certificate file': 'cli.certificate.argument.file',
  url: 'cli.directory.argument.url',
  'settings name': 'cli.argument.setting',
  'service name': 'cli.argument.service',
  value: 'cli.argument.value',
  newName: 'cli.argument.new-domain',
  group: 'cli.argument.group',
  groups: 'cli.argument.groups',
  mail: 'cli.argument.alias',
  mails: 'cli.argument.aliases',
  of: 'cli.client-setup.argument.of',
  to: 'cli.test-message.argument.to',
  file: 'cli.user.option.file',
  size: 'cli.user.option.quota',
  change: 'cli.audit.option.change',
  queueId: 'cli.argument.queue-id',
  queueIds: 'cli.argument.queue-ids',
  id: 'cli.argument.quarantine-id',
  ids: 'cli.argument.quarantine-ids',
  text: 'cli.argument.trace-text',
  pattern: 'cli.argument.pattern',
  patterns: 'cli.argument.patterns',
  host: 'cli.argument.host',
};

/** What every command has in common, before it is given to commander; those below it inherit it. */
export function prepare(command: Command, t: Translate, streams: Streams): Command {
  const titles: Readonly<Record<string, string>> = {
    'Usage:': t('cli.help.usage'),
    'Arguments:': t('cli.help.arguments'),
    'Options:': t('cli.help.options'),
    'Commands:': t('cli.help.commands'),
  };
  return command
    .exitOverride()
    .helpCommand(false)
    .helpOption('-h, --help', t('cli.help.help'))
    .configureHelp({
      styleTitle: (title) => titles[title] ?? title,
      commandUsage: (each) => usageOf(each, t),
      subcommandTerm: (each) => [each.name(), ...argumentsOf(each)].join(' '),
    })
    .configureOutput({ writeOut: streams.out, writeErr: streams.err, outputError: () => {} });
}

/** Options that every command takes are those of the verbs; nouns have none of their own. */
export function finish(command: Command, t: Translate): void {
  command.helpCommand(false);
  if (command.parent === null || command.commands.length > 0) return;
  command.option('--data-dir <directory>', t('cli.option.data-dir')).option('--json', t('cli.option.json'));
  const [noun = ''] = wordsOf(command);
  for (const argument of command.registeredArguments) {
    const key = ARGUMENTS[`${noun} ${argument.name()}`] ?? ARGUMENTS[argument.name()];
    if (argument.description === '' && key !== undefined) argument.description = t(key);
  }
  const examples = EXAMPLES[wordsOf(command).join(' ')] ?? [];
  if (examples.length > 0) {
    command.addHelpText('after', ['', t('cli.help.examples'), ...examples.map((one) => `  ${one}`)].join('\n'));
  }
}

export function* withInferiors(command: Command): Generator<Command> {
  yield command;
  for (const each of command.commands) yield* withInferiors(each);
}

/** `mailroom user create [options] <userId>`; a legacy name is a program of its own: `msgusermod [options] <userId>` */
export function usageOf(command: Command, t: Translate): string {
  const path = wordsOf(command);
  const words = Object.hasOwn(LEGACY_COMMANDS, path[0] ?? '') ? path : ['mailroom', ...path];
  if (command.commands.length > 0) return [...words, `<${t('cli.help.command')}>`].join(' ');
  return [...words, `[${t('cli.help.options-word')}]`, ...argumentsOf(command)].join(' ');
}

/** `user`, `create` */
export function wordsOf(command: Command): string[] {
  return command.parent === null ? [] : [...wordsOf(command.parent), command.name()];
}

function argumentsOf(command: Command): string[] {
  return command.registeredArguments.map((argument) => {
    const name = `${argument.name()}${argument.variadic ? '...' : ''}`;
    return argument.required ? `<${name}>` : `[${name}]`;
  });
}

/** `--help` may stand anywhere, and `mailroom help user create` asks for the same. What is behind `--` are values. */
export function asksForHelp(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  const own = end < 0 ? args : args.slice(0, end);
  return own[0] === 'help' || own.includes('--help') || own.includes('-h');
}

/** The command that a command line begins to name. */
export function commandOf(program: Command, args: readonly string[]): Command {
  let command = program;
  for (const word of wordsIn(args)) {
    const next = command.commands.find((each) => each.name() === word);
    if (next === undefined) break;
    command = next;
  }
  return command;
}

/** What stands where a command is expected and is none; null where there is no such thing. */
export function unknownWord(program: Command, args: readonly string[]): string | null {
  const command = commandOf(program, args);
  return command.commands.length === 0 ? null : (wordsIn(args)[wordsOf(command).length] ?? null);
}

export function wordsIn(args: readonly string[]): string[] {
  const words = args.filter((arg) => !arg.startsWith('-'));
  return args[0] === 'help' ? words.slice(1) : words;
}
