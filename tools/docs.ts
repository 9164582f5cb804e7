/** Builds the help centre into dist/docs by hand; the server's first start does it by itself. */
import { join } from 'node:path';
import { buildDocs } from './docs/build.ts';
import { ROOT } from './support/root.ts';

export async function main(): Promise<number> {
  const { pageCount } = await buildDocs(ROOT, join(ROOT, 'dist/docs'));
  console.log(`${pageCount} pages`);
  return 0;
}
