/** When the launcher has the pages built: bin/build-apps.js */
import { mkdir, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

const { buildApps } = createRequire(import.meta.url)('../bin/build-apps.js') as {
  buildApps: (root: string) => Promise<void>;
};

/** Stands for the build: counts how often it ran. */
const BUILD = `
  const fs = require('fs');
  fs.mkdirSync('dist/web', { recursive: true });
  fs.appendFileSync('dist/runs', 'x');
  fs.writeFileSync('dist/web/.built', '');
`;
const SECOND_MS = 1000;

let root: string;
const runs = async () => (await readFile(join(root, 'dist/runs'), 'utf8').catch(() => '')).length;

beforeEach(async () => {
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  root = await mkdtemp(join(tmpdir(), 'build-apps-'));
  for (const folder of ['apps/shared', 'bin', 'locales']) await mkdir(join(root, folder), { recursive: true });
  await writeFile(join(root, 'apps/shared/page.tsx'), '');
  await writeFile(join(root, 'bin/run'), BUILD);
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(root, { recursive: true });
});

test('builds what is missing, once', async () => {
  await buildApps(root);
  await buildApps(root);
  expect(await runs()).toBe(1);
});

test.each(['apps/shared/page.tsx', 'locales'])('builds again when %s is younger', async (source) => {
  await buildApps(root);
  const later = new Date(Date.now() + SECOND_MS);
  await utimes(join(root, source), later, later);
  await buildApps(root);
  expect(await runs()).toBe(2);
});

test('two at once build once', async () => {
  await Promise.all([buildApps(root), buildApps(root)]);
  expect(await runs()).toBe(1);
});

test('says why the build failed, and lets the server start', async () => {
  await writeFile(join(root, 'bin/run'), 'console.error("no such module"); process.exit(3)');
  await buildApps(root);
  expect(vi.mocked(process.stderr.write).mock.lastCall?.[0]).toMatch(
    /without the pages.*could not be built\nno such module/s,
  );
});

test('does nothing in an installation, which has no sources', async () => {
  await rm(join(root, 'apps'), { recursive: true });
  await buildApps(root);
  expect(await runs()).toBe(0);
});
