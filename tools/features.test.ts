import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from './support/root.ts';

/** The rows of requirements: id, requirement, whether it is there, where, proof. */
const ROW = /^\| ([A-Z]{1,2}\d+) \| (.+) \| (yes|partly|no) \| (.*) \| (.*) \|$/;
const PATH = /\b(?:src|test|tools|docs|bench|locales)\/[\w./-]*\w/g;

test('docs/features.md: each requirement once, what is there with its proof, and no place that does not exist', async () => {
  const text = await readFile(join(ROOT, 'docs/features.md'), 'utf8');
  const [, table = ''] = text.split(/^## /m)[0]?.split('|---|---|---|---|---|\n') ?? [];
  const rows = table
    .trim()
    .split('\n')
    .map((line) => ROW.exec(line) ?? expect.fail(line));
  expect(new Set(rows.map(([, id]) => id)).size).toBe(rows.length);
  const unproved = rows.filter(([, , , isThere, , proof]) => isThere !== 'no' && proof?.trim() === '');
  expect(unproved.map(([, id]) => id)).toEqual([]);
  const missing = [...text.matchAll(PATH)].map(([path]) => path).filter((path) => !existsSync(join(ROOT, path)));
  expect(missing).toEqual([]);
});
