/** The command reference: a page for each noun of the command line, from the texts of its help, as the manual pages are. */
import type { Command, Option } from 'commander';
import type { Translate } from '../../locales/index.ts';
import { EXAMPLES } from '../../src/cli/examples.ts';
import { usageOf, wordsOf } from '../../src/cli/help.ts';
import { LEGACY_COMMANDS } from '../../src/cli/legacy/legacy-commands.ts';
import { sentence } from '../manual/sentence.ts';
import { argumentTerm } from './command-forms.ts';
import { type Block, code, codeBlock, heading, linkTo, type Page, paragraph, type Table } from './document.ts';

/** What every verb has. */
const COMMON = ['--data-dir', '--json'];

const LEGACY_PAGE = 'commands/legacy-names';

/** @param program all nouns, with their verbs. */
export function commandPages(program: Command, t: Translate, exitCodes: readonly ExitCode[]): Page[] {
  const nouns = program.commands.filter((noun) => !isLegacy(noun));
  const legacy = program.commands.filter(isLegacy);
  return [
    overview(nouns, t, exitCodes),
    ...nouns.map((noun) => page(`commands/${noun.name()}`, `mailroom ${noun.name()}`, nounBlocks(noun, t))),
    page(LEGACY_PAGE, 'Names of earlier times', [
      paragraph('Commands of the product before this one. They do what the commands of today do.'),
      ...legacy.flatMap((noun) => [heading(2, noun.name(), code(noun.name())), ...verbBlocks(noun, t)]),
    ]),
  ];
}

export interface ExitCode {
  readonly code: string;
  readonly meaning: string;
}

/** @param reference the text of docs/command-line.md, which has them in a table. */
export function exitCodesIn(reference: string): ExitCode[] {
  return [...reference.matchAll(/^\| (\d+) \| (.+) \|$/gm)].map(([, number = '', meaning = '']) => ({
    code: number,
    meaning: meaning.replaceAll('`', ''),
  }));
}

/** The heading of a verb on the page of its noun. */
export function verbId(words: readonly string[]): string {
  return words.join('-');
}

function page(name: string, title: string, blocks: readonly Block[]): Page {
  return { name, title, language: 'en', blocks, source: `the command line (${name})` };
}

function overview(nouns: readonly Command[], t: Translate, exitCodes: readonly ExitCode[]): Page {
  return page('commands/overview', 'The command line', [
    paragraph(
      'On the machine of the server, ',
      code('mailroom'),
      ' speaks to it over a socket in its data directory: whoever may open that may do everything. The browser, the command line and the ',
      linkTo('api/overview', '', 'management API'),
      ' have the same names for the same things.',
    ),
    codeBlock([
      'mailroom NOUN VERB [options] …',
      'mailroom --help',
      'mailroom user --help',
      'mailroom user create --help',
    ]),
    paragraph(
      'Commands that take several names do what can be done, name what cannot, and end with the code of the first that was refused.',
    ),
    heading(2, 'nouns', 'Nouns'),
    table(
      ['Command', 'What it is about'],
      nouns.map((noun) => [
        [linkTo(`commands/${noun.name()}`, '', code(`mailroom ${noun.name()}`))],
        [sentence(noun.description())],
      ]),
    ),
    paragraph('Scripts that use ', linkTo(LEGACY_PAGE, '', 'names of earlier times'), ' go on working.'),
    heading(2, 'common-options', 'Options of every command'),
    table(
      ['Option', ''],
      [
        [[code('--data-dir <directory>')], [sentence(t('cli.option.data-dir'))]],
        [[code('--json')], [sentence(t('cli.option.json'))]],
        [[code('--help')], [sentence(t('cli.help.help'))]],
      ],
    ),
    heading(2, 'environment', 'Environment'),
    table(
      ['Variable', ''],
      [
        [[code('MAILROOM_DATA')], ['Where the server keeps its data, where no option says so.']],
        [
          [code('LC_ALL'), ', ', code('LC_MESSAGES'), ', ', code('LANG')],
          ['The language: English, French, German, Italian, Polish or Spanish. JSON is the same in all of them.'],
        ],
      ],
    ),
    heading(2, 'exit-codes', 'Exit codes'),
    table(
      ['Code', ''],
      exitCodes.map((each) => [[code(each.code)], [sentence(each.meaning)]]),
    ),
  ]);
}

function nounBlocks(noun: Command, t: Translate): Block[] {
  const lead = paragraph(sentence(noun.description()));
  if (noun.commands.length === 0) return [lead, ...verbBlocks(noun, t)];
  const verbs = noun.commands.flatMap((verb) => {
    const [, ...words] = wordsOf(verb);
    return [heading(2, verbId(words), code(words.join(' '))), ...verbBlocks(verb, t)];
  });
  return [lead, ...verbs];
}

function verbBlocks(verb: Command, t: Translate): Block[] {
  const rows = [
    ...verb.registeredArguments.map((argument) => [[code(argumentTerm(argument))], [sentence(argument.description)]]),
    ...verb.options
      .filter(({ long }) => !COMMON.includes(long ?? ''))
      .map((option) => [[code(option.flags)], [optionText(option)]]),
  ];
  const examples = EXAMPLES[wordsOf(verb).join(' ')] ?? [];
  return [
    ...(isOwnPage(verb) ? [] : [paragraph(sentence(verb.description()))]),
    codeBlock([usageOf(verb, t)]),
    ...(rows.length === 0 ? [] : [table(['Argument or option', ''], rows)]),
    ...(examples.length === 0 ? [] : [codeBlock(examples)]),
  ];
}

/** A noun without verbs says at the top of its page what it is. */
function isOwnPage(verb: Command): boolean {
  return wordsOf(verb).length === 1 && !isLegacy(verb);
}

function isLegacy(noun: Command): boolean {
  return Object.hasOwn(LEGACY_COMMANDS, noun.name());
}

function optionText({ description, mandatory }: Option): string {
  return sentence(mandatory ? `${description} (needed)` : description);
}

function table(head: readonly string[], rows: Table['rows']): Table {
  return { kind: 'table', head: head.map((title) => (title === '' ? [] : [title])), rows };
}
