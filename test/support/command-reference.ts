/** docs/command-line.md: every command as its help tells it. src/cli/help.test.ts keeps the page true. */
import type { Argument, Command, Option } from 'commander';
import type { Translate } from '../../locales/index.ts';
import { EXAMPLES } from '../../src/cli/examples.ts';
import { usageOf, wordsOf } from '../../src/cli/help.ts';

/** What `finish` gives to every verb is told once for all. */
const COMMON = ['--data-dir', '--json'];

/** A section for each noun, with its commands. */
export function referenceOf(nouns: readonly Command[], t: Translate): string {
  return nouns
    .map((noun) => {
      const verbs = noun.commands.length === 0 ? [noun] : noun.commands;
      return [`## ${noun.name()}`, sentence(noun.description()), ...verbs.map((verb) => section(verb, t))].join('\n\n');
    })
    .join('\n\n');
}

function section(command: Command, t: Translate): string {
  const title = `### mailroom ${wordsOf(command).join(' ')}`;
  const isNoun = command.commands.length === 0 && wordsOf(command).length === 1;
  const examples = EXAMPLES[wordsOf(command).join(' ')] ?? [];
  const own = command.options.filter(({ long }) => !COMMON.includes(long ?? ''));
  const rows = [...command.registeredArguments.map(argumentRow), ...own.map(optionRow)];
  return [
    ...(isNoun ? [] : [title, sentence(command.description())]),
    ['```', usageOf(command, t), ...examples.map((one) => `  ${one}`), '```'].join('\n'),
    ...(rows.length === 0 ? [] : [['| | |', '|---|---|', ...rows].join('\n')]),
  ].join('\n\n');
}

function argumentRow(argument: Argument): string {
  return row(argument.required ? `<${argument.name()}>` : `[${argument.name()}]`, argument.description);
}

function optionRow({ flags, description, mandatory }: Option): string {
  return row(flags, mandatory ? `${description} (needed)` : description);
}

function row(name: string, text: string): string {
  return `| \`${name}\` | ${text.replaceAll('|', '\\|')} |`;
}

function sentence(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;
}
