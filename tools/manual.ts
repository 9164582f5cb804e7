/** Writes docs/man from the texts of the help; `npm run check` tells when it is old. */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { manualPages } from './manual/manual-pages.ts';
import { ROOT } from './support/root.ts';

export const MANUAL_FOLDER = 'docs/man';
export const REFERENCE_FILE = 'docs/command-line.md';

export async function main(): Promise<number> {
  const pages = await manualPages(await readFile(join(ROOT, REFERENCE_FILE), 'utf8'));
  await rm(join(ROOT, MANUAL_FOLDER), { recursive: true, force: true });
  for (const [name, text] of pages) {
    const file = join(ROOT, MANUAL_FOLDER, name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  return 0;
}
