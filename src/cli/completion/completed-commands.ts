/** What can be typed where, in the form that the scripts of all shells are made from. */
import type { Command } from 'commander';
import { withInferiors, wordsOf } from '../help.ts';
import { LEGACY_COMMANDS } from '../legacy/legacy-commands.ts';

export interface CompletedWord {
  /** A verb, or an option with its hyphens. */
  readonly name: string;
  readonly description: string;
}

/** What stands behind an option, or as an argument: something that the shell knows, or not. */
export type CompletedValue = 'file' | 'directory' | 'text';

export interface CompletedOption extends CompletedWord {
  /** Null for one without a value. */
  readonly value: CompletedValue | null;
}

export interface CompletedCommand {
  /** `user create`; empty for the program itself. */
  readonly path: string;
  readonly verbs: readonly CompletedWord[];
  readonly options: readonly CompletedOption[];
  /** Whether its arguments are files. */
  readonly takesFiles: boolean;
}

/** Programs that are completed: `mailroom`, and the legacy names, which are nouns of it as well. */
export const COMPLETED_PROGRAMS: readonly string[] = ['mailroom', ...Object.keys(LEGACY_COMMANDS)];

/** The program first, each noun before its verbs. */
export function completedCommands(program: Command): CompletedCommand[] {
  return [...withInferiors(program)].map((command) => ({
    path: wordsOf(command).join(' '),
    verbs: command.commands.map((verb) => ({ name: verb.name(), description: verb.description() })),
    options: [
      ...command.options.map(({ long, flags, description }) => ({
        name: long ?? flags,
        description,
        value: valueOf(flags),
      })),
      { name: '--help', description: '', value: null },
    ],
    takesFiles: command.registeredArguments.some((argument) => argument.name() === 'file'),
  }));
}

/** The name of a value says what it is: `--ready-file <file>`. */
function valueOf(flags: string): CompletedValue | null {
  const name = /[<[](.+)[>\]]$/.exec(flags)?.[1];
  if (name === undefined) return null;
  return name === 'file' || name === 'directory' ? name : 'text';
}

/** Paths that go on, with the word that leads there: `user create` from `user`. */
export function steps(commands: readonly CompletedCommand[]): { readonly from: string; readonly word: string }[] {
  return commands.flatMap(({ path, verbs }) => verbs.map(({ name }) => ({ from: path, word: name })));
}
