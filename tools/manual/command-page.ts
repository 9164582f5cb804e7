/** A page of section 8 for each noun of the command line, and for each legacy name, from the texts of its help. */
import type { Argument, Command, Option } from 'commander';
import type { Translate } from '../../locales/index.ts';
import { EXAMPLES } from '../../src/cli/examples.ts';
import { wordsOf } from '../../src/cli/help.ts';
import { LEGACY_COMMANDS } from '../../src/cli/legacy/legacy-commands.ts';
import {
  bold,
  example,
  heading,
  italic,
  item,
  join,
  line,
  page,
  paragraph,
  plain,
  type Roff,
  subheading,
} from './roff.ts';
import { sentence } from './sentence.ts';

/** What `finish` gives to every verb. */
const COMMON = ['--data-dir', '--json'];

/** `mailroom-user`; a legacy name is its own. */
export function pageName(noun: Command): string {
  return noun.name() in LEGACY_COMMANDS ? noun.name() : `mailroom-${noun.name()}`;
}

export function commandPage(noun: Command, t: Translate): string {
  const verbs = noun.commands.length === 0 ? [noun] : noun.commands;
  return page(
    { name: pageName(noun), section: 8, summary: noun.description() },
    heading('SYNOPSIS'),
    verbs.map((verb) => synopsis(verb)).join('.br\n'),
    heading('DESCRIPTION'),
    line(plain(sentence(noun.description()))),
    isLegacy(noun) ? paragraph(join(plain('The same as '), bold(`mailroom ${noun.name()}`), plain('.'))) : '',
    ...(noun.commands.length === 0 ? ownPart(noun) : verbs.flatMap(verbPart)),
    heading('COMMON OPTIONS'),
    item(join(bold('--data-dir'), plain(' '), italic('directory')), plain(sentence(t('cli.option.data-dir')))),
    item(bold('--json'), plain(sentence(t('cli.option.json')))),
    item(bold('--help'), plain(sentence(t('cli.help.help')))),
    heading('SEE ALSO'),
    line(join(bold('mailroom'), plain('(8), which has the exit codes and the environment'))),
  );
}

function isLegacy(noun: Command): boolean {
  return noun.name() in LEGACY_COMMANDS;
}

function verbPart(verb: Command): string[] {
  const [, ...words] = wordsOf(verb);
  return [subheading(words.join(' ')), line(plain(sentence(verb.description()))), ...ownPart(verb)];
}

function ownPart(verb: Command): string[] {
  const examples = EXAMPLES[wordsOf(verb).join(' ')] ?? [];
  return [
    ...verb.registeredArguments.map((argument) => item(argumentTerm(argument), plain(sentence(argument.description)))),
    ...verb.options.filter(({ long }) => !COMMON.includes(long ?? '')).map(optionItem),
    ...(examples.length === 0 ? [] : [example(examples)]),
  ];
}

function synopsis(verb: Command): string {
  const words = wordsOf(verb);
  const name = words.length === 1 && isLegacy(verb) ? (words[0] ?? '') : ['mailroom', ...words].join(' ');
  const needed = verb.options
    .filter(({ mandatory }) => mandatory)
    .map((option) => join(plain(' '), optionTerm(option)));
  const parts = verb.registeredArguments.map((argument) => join(plain(' '), argumentTerm(argument)));
  return line(join(bold(name), plain(' ['), italic('options'), plain(']'), ...needed, ...parts));
}

function argumentTerm(argument: Argument): Roff {
  const name = join(italic(argument.name()), plain(argument.variadic ? ' ...' : ''));
  return argument.required ? name : join(plain('['), name, plain(']'));
}

function optionTerm({ flags }: Option): Roff {
  const [name = '', ...values] = flags.split(' ');
  const [value] = values;
  if (value === undefined) return bold(name);
  const isOptional = value.startsWith('[');
  const shown = italic(value.slice(1, -1));
  return join(bold(name), plain(isOptional ? ' [' : ' '), shown, plain(isOptional ? ']' : ''));
}

function optionItem(option: Option): string {
  const text = option.mandatory ? `${option.description} (needed)` : option.description;
  return item(optionTerm(option), plain(sentence(text)));
}
