/** What went wrong, said to whoever typed the command: one sentence, and how it is used where that was the fault. */
import type { Command, CommanderError } from 'commander';
import { failureText } from '../../locales/failure-text.ts';
import { Failure } from '../base/failure.ts';
import { printable, printableJson } from '../base/printable.ts';
import type { CliContext, CommonOptions } from './context.ts';
import { EXIT_USAGE, exitCodeOf } from './failures.ts';
import { commandOf, usageOf } from './help.ts';
import { typedName } from './typed-name.ts';

/** A command line that commander does not understand, as a failure like any other. */
export function usageFailure({ code, message }: Pick<CommanderError, 'code' | 'message'>): Failure {
  const reason = code.replace(/^commander\./, '');
  const name = /'([^']*)'/.exec(message)?.[1] ?? '';
  return new Failure('invalid', message.replace(/^error: /, ''), { detail: { origin: 'command-line', reason, name } });
}

/** Returns the exit code. */
export function report(failure: Failure, context: CliContext, program: Command, args: readonly string[]): number {
  const { t, streams } = context;
  const command = commandOf(program, args);
  const { code, message, detail } = located(failure, context, args);
  const exitCode = exitCodeOf(failure);
  const usage = exitCode === EXIT_USAGE ? usageOf(command, t) : undefined;
  if (args.includes('--json')) {
    streams.err(`${printableJson({ error: { code, message, detail, usage } })}\n`);
    return exitCode;
  }
  const typed = typeof detail.field === 'string' ? typedName(command, detail.field) : null;
  const sentence = failureText(t, { code, message, detail }, typed);
  streams.err(`${printable(t('cli.error', { message: ofWhich(sentence, detail.of, t) }))}\n`);
  if (usage !== undefined) streams.err(`${t('cli.help.usage')} ${usage}\n`);
  return exitCode;
}

/** Of several things that were named it is said which one is meant, where the sentence does not. */
function ofWhich(sentence: string, name: unknown, t: CliContext['t']): string {
  return typeof name !== 'string' || sentence.includes(name)
    ? sentence
    : t('cli.error.of', { name, message: sentence });
}

/** No server answers: it is told where it was looked for. */
function located(failure: Failure, context: CliContext, args: readonly string[]): Failure {
  if (failure.detail.socketPath === undefined) return failure;
  const directory = context.dataDirectory(dataDirOf(args));
  return new Failure(failure.code, failure.message, { detail: { reason: 'no-server', directory } });
}

function dataDirOf(args: readonly string[]): CommonOptions {
  for (const [index, arg] of args.entries()) {
    const value = arg === '--data-dir' ? args[index + 1] : /^--data-dir=(.*)$/.exec(arg)?.[1];
    if (value !== undefined) return { dataDir: value };
  }
  return {};
}
