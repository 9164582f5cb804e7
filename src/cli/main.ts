/** `mailroom`: one command with nouns and verbs. REQUIREMENTS section 11 */
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { Command, CommanderError } from 'commander';
import { languageOf, type TextKey } from '../../locales/index.ts';
import { Failure } from '../base/failure.ts';
import { defaultDataDirectory } from '../config/data-directory.ts';
import { VERSION } from '../config/version.ts';
import { type CliContext, createContext, type Streams } from './context.ts';
import { EXIT_USAGE } from './failures.ts';
import { asksForHelp, commandOf, finish, prepare, unknownWord, withInferiors, wordsIn } from './help.ts';
import { LEGACY_COMMANDS } from './legacy/legacy-commands.ts';
import type { Register } from './register.ts';
import { report, usageFailure } from './report.ts';

interface Noun {
  readonly help: TextKey;
  readonly load: () => Promise<{ register: Register }>;
  /** It speaks of all commands, which are loaded with it. */
  readonly needsAll?: boolean;
}

/** Nouns in the order in which help lists them. Each file is loaded only when its noun is used. */
export const NOUNS: Readonly<Record<string, Noun>> = {
  serve: { help: 'cli.serve', load: () => import('./serve.ts') },
  status: { help: 'cli.status', load: () => import('./status.ts') },
  domain: { help: 'cli.domain', load: () => import('./domain.ts') },
  user: { help: 'cli.user', load: () => import('./user.ts') },
  alias: { help: 'cli.alias', load: () => import('./alias.ts') },
  group: { help: 'cli.group', load: () => import('./group.ts') },
  policy: { help: 'cli.policy', load: () => import('./policy.ts') },
  quota: { help: 'cli.quota', load: () => import('./quota.ts') },
  session: { help: 'cli.session', load: () => import('./session.ts') },
  token: { help: 'cli.token', load: () => import('./token.ts') },
  'app-password': { help: 'cli.app-password', load: () => import('./app-password.ts') },
  search: { help: 'cli.search', load: () => import('./search.ts') },
  'client-setup': { help: 'cli.client-setup', load: () => import('./client-setup.ts') },
  audit: { help: 'cli.audit', load: () => import('./audit.ts') },
  queue: { help: 'cli.queue', load: () => import('./queue.ts') },
  trace: { help: 'cli.trace', load: () => import('./trace.ts') },
  'test-message': { help: 'cli.test-message', load: () => import('./test-message.ts') },
  quarantine: { help: 'cli.quarantine', load: () => import('./quarantine.ts') },
  route: { help: 'cli.route', load: () => import('./route.ts') },
  directory: { help: 'cli.directory', load: () => import('./remote-directory.ts') },
  settings: { help: 'cli.settings', load: () => import('./settings.ts') },
  service: { help: 'cli.service', load: () => import('./service.ts') },
  activity: { help: 'cli.activity', load: () => import('./activity.ts') },
  health: { help: 'cli.health', load: () => import('./health.ts') },
  log: { help: 'cli.log', load: () => import('./log.ts') },
  certificate: { help: 'cli.certificate', load: () => import('./certificate.ts') },
  check: { help: 'cli.check', load: () => import('./check.ts') },
  compact: { help: 'cli.compact', load: () => import('./compact.ts') },
  completion: { help: 'cli.completion', load: () => import('./completion.ts'), needsAll: true },
  ...LEGACY_COMMANDS,
};

const PROJECT_ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Whoever reads the output may have seen enough of it: `mailroom trace … | head`. */
const endQuietly = (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
};

const writeTo = (stream: NodeJS.WriteStream) => (text: string) => {
  if (stream.listenerCount('error') === 0) stream.on('error', endQuietly);
  stream.write(text);
};

const processStreams: Streams = {
  out: (line) => writeTo(process.stdout)(line),
  err: (line) => writeTo(process.stderr)(line),
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
    if (asksForHelp(args)) return showHelp(program, context, args);
    await program.parseAsync(args, { from: 'user' });
    return context.exitCode;
  } catch (error) {
    if (error instanceof CommanderError && (error.exitCode === 0 || error.code === 'commander.help')) {
      // --version ends this way, and a noun without a verb, which has been told what there is.
      return error.exitCode === 0 ? 0 : EXIT_USAGE;
    }
    const [first, ...more] = failuresIn(error);
    if (first === undefined) throw error;
    const code = report(first, context, program, args);
    for (const failure of more) report(failure, context, program, args);
    return code;
  }
}

/** What the caller did wrong, or what is wrong with the world; nothing where it is a bug. */
function failuresIn(error: unknown): readonly Failure[] {
  if (error instanceof CommanderError) return [usageFailure(error)];
  const failures = error instanceof AggregateError ? (error.errors as readonly unknown[]) : [error];
  return failures.every((each) => each instanceof Failure) ? failures : [];
}

function showHelp(program: Command, context: CliContext, args: readonly string[]): number {
  const unknown = unknownWord(program, args);
  if (unknown === null) {
    commandOf(program, args).outputHelp();
    return 0;
  }
  const failure = usageFailure({ code: 'commander.unknownCommand', message: `'${unknown}'` });
  return report(failure, context, program, args);
}

async function registerNouns(program: Command, context: CliContext, args: readonly string[]): Promise<void> {
  const [word = ''] = wordsIn(args);
  const noun = Object.hasOwn(NOUNS, word) ? NOUNS[word] : undefined;
  if (noun !== undefined) {
    for (const { load } of noun.needsAll === true ? Object.values(NOUNS) : [noun]) {
      (await load()).register(program, context);
    }
    return;
  }
  for (const [name, { help }] of Object.entries(NOUNS)) program.command(name).description(context.t(help));
}
