/** All pages of the manual, in English, by their path below docs/man. */
import { translator } from '../../locales/index.ts';
import { commandPage, pageName } from './command-page.ts';
import { filePages } from './file-pages.ts';
import { loadProgram } from './load-program.ts';
import { overviewPage } from './overview-page.ts';

/** @param reference the text of docs/command-line.md */
export async function manualPages(reference: string): Promise<ReadonlyMap<string, string>> {
  const t = translator('en');
  const program = await loadProgram('en');

  const files = filePages(t);
  const pages = new Map<string, string>();
  pages.set('man8/mailroom.8', overviewPage(program, t, reference, Object.keys(files)));
  for (const noun of program.commands) pages.set(`man8/${pageName(noun)}.8`, commandPage(noun, t));
  for (const [name, text] of Object.entries(files)) pages.set(`man5/${name}.5`, text);
  return pages;
}
