/** `mailroom`: one command with nouns and verbs. REQUIREMENTS section 11 */
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { Command, CommanderError } from 'commander';
import { languageOf, type TextKey, type Translate } from '../../locales/index.ts';
import { Failure } from '../base/failure.ts';
import { defaultDataDirectory } from '../config/data-directory.ts';
import { VERSION } from '../config/version.ts';
import { type CliContext, type CommonOptions, createContext, type Streams } from './context.ts';
import { EXIT_USAGE, exitCodeOf, failureText } from './failures.ts';
import type { Register } from './register.ts';

/** Nouns in the order in which help lists them. Each file is loaded only when its noun is used. */
const NOUNS: Readonly<
  Record<string, { readonly help: TextKey; readonly load: () => Promise<{ register: Register }> }>
> = {
  serve: { help: 'cli.serve', load: () => import('./serve.ts') },
  status: { help: 'cli.status', load: () => import('./status.ts') },
  domain: { help: 'cli.domain', load: () => import('./domain.ts') },
  user: { help: 'cli.user', load: () => import('./user.ts') },
  alias: { help: 'cli.alias', load: () => import('./alias.ts') },
  quota: { help: 'cli.quota', load: () => import('./quota.ts') },
  queue: { help: 'cli.queue', load: () => import('./queue.ts') },
  trace: { help: 'cli.trace', load: () => import('./trace.ts') },
  quarantine: { help: 'cli.quarantine', load: () => import('./quarantine.ts') },
  route: { help: 'cli.route', load: () => import('./route.ts') },
  settings: { help: 'cli.settings', load: () => import('./settings.ts') },
  service: { help: 'cli.service', load: () => import('./service.ts') },
  certificate: { help: 'cli.certificate', load: () => import('./certificate.ts') },
  check: { help: 'cli.check', load: () => import('./check.ts') },
  compact: { help: 'cli.compact', load: () => import('./compact.ts') },
  mailq: { help: 'cli.mailq', load: () => import('./mailq.ts') },
  msgusercreate: { help: 'cli.msgusercreate', load: () => import('./msgusercreate.ts') },
};

const PROJECT_ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Whoever reads the output may have seen enough of it: `mailroom trace … | head`. */
const endQuietly = (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
};

const processStreams: Streams = {
  out: (line) => {
    if (process.stdout.listenerCount('error') === 0) process.stdout.on('error', endQuietly);
    process.stdout.write(line);
  },
  err: (line) => process.stderr.write(line),
  readInput: () => text(process.stdin),
};

/** Runs one command line. Returns the exit code; never throws for what the caller of the command did wrong. */
export async function main(
  args: readonly string[],
  environment: NodeJS.ProcessEnv = process.env,
  streams: Streams = processStreams,
): Promise<number> {
  const language = languageOf(environment.LC_ALL || environment.LC_MESSAGES || environment.LANG);
  const context = createContext(language, streams, defaultDataDirectory(environment, PROJECT_ROOT));
  const { t } = context;
  const program = prepare(new Command('mailroom'), t, streams)
    .description(t('cli.mailroom'))
    .version(VERSION, '--version', t('cli.help.version'));
  try {
    await registerNouns(program, context, args);
    for (const command of withInferiors(program)) finish(command, t);
    if (args.length === 0) program.help();
    await program.parseAsync(args, { from: 'user' });
    return context.exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return reportUsage(error, t, streams);
    if (error instanceof Failure) return reportFailure(error, context, args);
    throw error;
  }
}

async function registerNouns(program: Command, context: CliContext, args: readonly string[]): Promise<void> {
  const noun = NOUNS[args.find((arg) => !arg.startsWith('-')) ?? ''];
  if (noun !== undefined) {
    const { register } = await noun.load();
    register(program, context);
    return;
  }
  for (const [name, { help }] of Object.entries(NOUNS)) program.command(name).description(context.t(help));
}

function prepare(command: Command, t: Translate, streams: Streams): Command {
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
    .configureHelp({ styleTitle: (title) => titles[title] ?? title })
    .configureOutput({ writeOut: streams.out, writeErr: streams.err, outputError: () => {} });
}

function* withInferiors(command: Command): Generator<Command> {
  yield command;
  for (const each of command.commands) yield* withInferiors(each);
}

/** Options that every command takes are those of the verbs; nouns have none of their own. */
function finish(command: Command, t: Translate): void {
  command.helpCommand(false);
  if (command.parent === null || command.commands.length > 0) return;
  command.option('--data-dir <directory>', t('cli.option.data-dir')).option('--json', t('cli.option.json'));
}

const USAGE_TEXTS: Readonly<Record<string, TextKey>> = {
  'commander.unknownCommand': 'cli.usage.unknown-command',
  'commander.unknownOption': 'cli.usage.unknown-option',
  'commander.missingArgument': 'cli.usage.missing-argument',
  'commander.missingMandatoryOptionValue': 'cli.usage.missing-option',
  'commander.optionMissingArgument': 'cli.usage.option-without-value',
  'commander.excessArguments': 'cli.usage.too-many-arguments',
};

function reportUsage(error: CommanderError, t: Translate, streams: Streams): number {
  // --help and --version end the same way, with code 0.
  if (error.exitCode === 0 || error.code === 'commander.help') return error.exitCode;
  const name = /'([^']*)'/.exec(error.message)?.[1] ?? '';
  const message = error.message.replace(/^error: /, '');
  streams.err(`${t(USAGE_TEXTS[error.code] ?? 'cli.usage.invalid', { name, message })}\n`);
  return EXIT_USAGE;
}

function reportFailure(failure: Failure, context: CliContext, args: readonly string[]): number {
  const { t, streams } = context;
  const directory = context.dataDirectory(dataDirOf(args));
  const located =
    failure.detail.socketPath === undefined
      ? failure
      : new Failure(failure.code, failure.message, { detail: { reason: 'no-server', directory } });
  if (args.includes('--json')) {
    const { code, message, detail } = located;
    streams.err(`${JSON.stringify({ error: { code, message, detail } })}\n`);
  } else {
    streams.err(`${t('cli.error', { message: failureText(t, located) })}\n`);
  }
  return exitCodeOf(failure);
}

function dataDirOf(args: readonly string[]): CommonOptions {
  for (const [index, arg] of args.entries()) {
    const value = arg === '--data-dir' ? args[index + 1] : /^--data-dir=(.*)$/.exec(arg)?.[1];
    if (value !== undefined) return { dataDir: value };
  }
  return {};
}
