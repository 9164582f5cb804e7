/** mailroom(8): what there is, what the codes mean, what the environment says. */
import type { Command } from 'commander';
import type { Translate } from '../../locales/index.ts';
import { LEGACY_COMMANDS } from '../../src/cli/legacy/legacy-commands.ts';
import { pageName } from './command-page.ts';
import { bold, heading, italic, item, join, line, page, paragraph, plain } from './roff.ts';
import { sentence } from './sentence.ts';

/**
 * @param reference docs/command-line.md, which has the exit codes.
 * @param others pages of section 5, without the section.
 */
export function overviewPage(program: Command, t: Translate, reference: string, others: readonly string[]): string {
  const isLegacy = (noun: Command) => noun.name() in LEGACY_COMMANDS;
  const entry = (noun: Command) => item(join(bold(pageName(noun)), plain('(8)')), plain(sentence(noun.description())));
  return page(
    { name: 'mailroom', section: 8, summary: t('cli.mailroom') },
    heading('SYNOPSIS'),
    line(
      join(
        bold('mailroom'),
        plain(' '),
        italic('noun'),
        plain(' ['),
        italic('verb'),
        plain('] ['),
        italic('options'),
        plain(']'),
      ),
    ),
    heading('DESCRIPTION'),
    line(
      plain(
        'Speaks to the server of this machine over a socket in its data directory: whoever may open that may do everything.',
      ),
    ),
    paragraph(
      plain(
        'Commands that take several names do what can be done, name what cannot, and end with the code of the first that was refused.',
      ),
    ),
    heading('NOUNS'),
    ...program.commands.filter((noun) => !isLegacy(noun)).map(entry),
    heading('LEGACY NAMES'),
    ...program.commands.filter(isLegacy).map(entry),
    heading('OPTIONS'),
    item(bold('--help'), plain(sentence(t('cli.help.help')))),
    item(bold('--version'), plain(sentence(t('cli.help.version')))),
    heading('EXIT STATUS'),
    ...exitCodes(reference).map(([code, meaning]) => item(bold(code), plain(sentence(meaning)))),
    heading('ENVIRONMENT'),
    item(bold('MAILROOM_DATA'), plain('Where the server keeps its data, where no option says so.')),
    item(
      join(bold('LC_ALL'), plain(', '), bold('LC_MESSAGES'), plain(', '), bold('LANG')),
      plain('The language: English, French, German, Italian, Polish or Spanish. JSON is the same in all of them.'),
    ),
    heading('SEE ALSO'),
    line(join(...others.flatMap((name, index) => [plain(index === 0 ? '' : ', '), bold(name), plain('(5)')]))),
  );
}

function exitCodes(reference: string): (readonly [string, string])[] {
  const rows = [...reference.matchAll(/^\| (\d+) \| (.+) \|$/gm)];
  if (rows.length === 0) throw new Error('docs/command-line.md has no exit codes');
  return rows.map(([, code = '', meaning = '']) => [code, meaning.replaceAll('`', '')] as const);
}
