/** `node bin/run tools/build-web.ts`: what the web server serves. `mailroom serve` has it done where it is missing. */
import { ROOT } from './support/root.ts';
import { buildPages } from './web/build-pages.ts';

export async function main(): Promise<number> {
  await buildPages(ROOT);
  return 0;
}
