/** All pages of the manual, in English, by their path below docs/man. */
import { Command } from 'commander';
import { translator } from '../../locales/index.ts';
import { createContext, type Streams } from '../../src/cli/context.ts';
import { finish, prepare, withInferiors } from '../../src/cli/help.ts';
import { NOUNS } from '../../src/cli/main.ts';
import { commandPage, pageName } from './command-page.ts';
import { filePages } from './file-pages.ts';
import { overviewPage } from './overview-page.ts';

/** @param reference the text of docs/command-line.md */
export async function manualPages(reference: string): Promise<ReadonlyMap<string, string>> {
  const t = translator('en');
  const silent: Streams = { out: () => {}, err: () => {}, readInput: async () => '' };
  const program = prepare(new Command('mailroom'), t, silent);
  const context = createContext('en', silent, '.');
  for (const { load } of Object.values(NOUNS)) (await load()).register(program, context);
  for (const command of withInferiors(program)) finish(command, t);

  const files = filePages(t);
  const pages = new Map<string, string>();
  pages.set('man8/mailroom.8', overviewPage(program, t, reference, Object.keys(files)));
  for (const noun of program.commands) pages.set(`man8/${pageName(noun)}.8`, commandPage(noun, t));
  for (const [name, text] of Object.entries(files)) pages.set(`man5/${name}.5`, text);
  return pages;
}
