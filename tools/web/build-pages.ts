/** The browser applications and the help centre, into `dist/` of a project's folder. */
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildDocs } from '../docs/build.ts';
import { buildApps } from './build-apps.ts';

const PARTS = [
  { folder: 'docs', build: buildDocs },
  // The last of them, since its stamp stands for all.
  { folder: 'web', build: buildApps },
] as const;

/** Each is built beside the old one and put in its place at the end, so that a server never finds half of it. */
export async function buildPages(root: string): Promise<void> {
  const dist = join(root, 'dist');
  await mkdir(dist, { recursive: true });
  for (const { folder, build } of PARTS) {
    const fresh = join(dist, `${folder}-${process.pid}`);
    try {
      await build(root, fresh);
      // Its time tells bin/build-apps.js whether a source is younger.
      await writeFile(join(fresh, '.built'), '');
      await rm(join(dist, folder), { recursive: true, force: true });
      await rename(fresh, join(dist, folder));
    } finally {
      await rm(fresh, { recursive: true, force: true });
    }
  }
}
