/** docs/man is what the help and the schemas say: neither old, nor with a page too many. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { manualPages } from '../manual/manual-pages.ts';
import { MANUAL_FOLDER, REFERENCE_FILE } from '../manual.ts';
import { projectFiles } from '../support/project-files.ts';
import type { Check } from './check.ts';

const REMEDY = 'run "node bin/run tools/manual.ts"';

export const manual: Check = {
  name: 'manual',
  async run(root) {
    const pages = await manualPages(await readFile(join(root, REFERENCE_FILE), 'utf8'));
    const present = projectFiles(root, [`${MANUAL_FOLDER}/**/*`]);
    const texts = new Map<string, string>();
    for (const file of present)
      texts.set(file.slice(MANUAL_FOLDER.length + 1), await readFile(join(root, file), 'utf8'));
    return { problems: manualProblems(pages, texts) };
  },
};

/** @param pages as they should be @param texts as they are */
export function manualProblems(pages: ReadonlyMap<string, string>, texts: ReadonlyMap<string, string>): string[] {
  const problems = [...texts.keys()].filter((name) => !pages.has(name)).map((name) => `${name}: nothing has this page`);
  for (const [name, page] of pages) {
    const text = texts.get(name);
    if (text === undefined) problems.push(`${name} is missing: ${REMEDY}`);
    else if (text !== page) problems.push(`${name} is old: ${REMEDY}`);
  }
  return problems.map((problem) => `${MANUAL_FOLDER}/${problem}`);
}
