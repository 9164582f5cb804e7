/** Whether the commands that a guide shows exist, with their options, and the settings that they name. */
import type { Command } from 'commander';
import { isSettingName } from '../../src/domain/settings/catalogue.ts';
import { allBlocks, contentOf, type Inline, type Page } from './document.ts';

/** What tells the shell something: it and what follows is no part of the command. */
const SHELL = /\s(?:[<>|#]|&&).*$/;
const WORDS = /"[^"]*"|'[^']*'|\S+/g;

/** @param program all commands. @returns one line for each problem: `file: what`. */
export function commandProblems(page: Page, program: Command): string[] {
  return commandLines(page).flatMap((line) => {
    const problem = problemOf(line, program);
    return problem === null ? [] : [`${page.source}: ${line}: ${problem}`];
  });
}

function commandLines({ blocks }: Page): string[] {
  const texts = [...allBlocks(blocks)].flatMap((block) =>
    block.kind === 'code-block' ? block.text.split('\n') : contentOf(block).flatMap(codeIn),
  );
  return texts.map((text) => text.replace(/^bin\//, '').trim()).filter((text) => text.startsWith('mailroom '));
}

function codeIn(content: readonly Inline[]): string[] {
  return content.flatMap((piece) => {
    if (typeof piece === 'string') return [];
    return piece.kind === 'code' ? [piece.text] : codeIn(piece.content);
  });
}

function problemOf(line: string, program: Command): string | null {
  const [, ...words] = line.replace(SHELL, '').match(WORDS) ?? [];
  let command = program;
  let at = 0;
  for (; command.commands.length > 0; at++) {
    const next = command.commands.find((each) => each.name() === words[at]);
    // `mailroom user`, `mailroom …` and `mailroom --help` speak of several commands.
    if (next === undefined) return /^(|…|--help)$/.test(words[at] ?? '') ? null : `there is no command ${words[at]}`;
    command = next;
  }
  const rest = words.slice(at);
  const unknown = rest.find((word) => word.startsWith('--') && !isOption(command, word));
  if (unknown !== undefined) return `there is no option ${unknown}`;
  const [setting] = rest;
  if (command.parent?.name() !== 'settings' || setting === undefined || isSettingName(setting)) return null;
  return `there is no setting ${setting}`;
}

function isOption(command: Command, word: string): boolean {
  return word === '--help' || command.options.some(({ long }) => long === word);
}
