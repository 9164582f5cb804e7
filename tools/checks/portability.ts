/** The repository works on any machine: it names neither folders of one nor the address of a package registry. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectFiles } from '../support/project-files.ts';
import type { Check } from './check.ts';

const UNPORTABLE = [
  { what: "a folder of someone's machine", pattern: /(?<![\w.~$}-])\/(home|root|Users|workspace|work)\/[\w.-]+/ },
  { what: 'a temporary folder by name', pattern: /(?<![\w.$}-])\/tmp\/[\w.-]+/ },
  {
    what: 'a package registry',
    pattern: /\b(registry\.npmjs\.org|registry\.yarnpkg\.com|npm\.pkg\.github\.com|deb\.debian\.org)\b/,
  },
];

const TEXT_FILES = [
  '**/*.{ts,tsx,js,mjs,json,md,tsv,sh,css,html,yml,yaml}',
  'bin/*',
  '.*',
  '.ci/*',
  '.ci/run',
  'LICENSE',
];
/** This check and its test must name what they look for. */
const EXEMPT = /^tools\/checks\/portability/;

export const portability: Check = {
  name: 'portability',
  async run(root) {
    const problems: string[] = [];
    for (const file of projectFiles(root, TEXT_FILES)) {
      if (EXEMPT.test(file)) continue;
      for (const problem of findUnportable(await readFile(join(root, file), 'utf8')))
        problems.push(`${file}:${problem}`);
    }
    return { problems };
  },
};

/** @returns `line: what was found`, at most one per line and kind. */
export function findUnportable(text: string): string[] {
  return text.split('\n').flatMap((line, index) =>
    UNPORTABLE.flatMap(({ what, pattern }) => {
      const found = pattern.exec(line)?.[0];
      return found === undefined ? [] : [`${index + 1}: ${what}: ${found}`];
    }),
  );
}
