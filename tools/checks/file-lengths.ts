/** A file that has grown long has more than one job. Tests may be long. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectFiles } from '../support/project-files.ts';
import type { Check } from './check.ts';

const WARN_LINES = 400;
const MAX_LINES = 800;

export const fileLengths: Check = {
  name: 'file lengths',
  async run(root) {
    const problems: string[] = [];
    const warnings: string[] = [];
    for (const file of projectFiles(root, ['{src,apps,tools,bench,bin}/**/*.{ts,tsx,js,css}'])) {
      if (file.endsWith('.test.ts')) continue;
      const lines = (await readFile(join(root, file), 'utf8')).split('\n').length - 1;
      if (lines > MAX_LINES) problems.push(`${file}: ${lines} lines, at most ${MAX_LINES} are allowed`);
      else if (lines > WARN_LINES) warnings.push(`${file}: ${lines} lines`);
    }
    return { problems, warnings };
  },
};
