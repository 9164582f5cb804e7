import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CountingReporter } from './counting-reporter.ts';
import { ROOT } from './root.ts';

const SCRIPT = `
import { startVitest } from 'vitest/node';
import { CountingReporter } from './tools/support/counting-reporter.ts';
const reporter = new CountingReporter();
const options = { run: true, root: process.argv[1], config: false, globals: true, reporters: [reporter] };
await (await startVitest([], options)).close();
console.log(JSON.stringify(reporter));
`;

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'counting-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** What it counts in a run of these files, which are found by their names. */
async function countsOf(files: Readonly<Record<string, string>>): Promise<CountingReporter> {
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  const args = ['--input-type=module', '--eval', SCRIPT, folder];
  const env = { ...process.env, FORCE_COLOR: '1' };
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: ROOT, env }).catch((error) => error);
  return JSON.parse(stdout) as CountingReporter;
}

test('each failure with its file, its name and the first lines of its error', async () => {
  const { passed, failures, skipped } = await countsOf({
    'a.test.ts': `
      test('holds', () => {});
      describe('one', () => {
        test('two', () => expect('apple').toBe('pear'));
        test('long', () => { throw new Error(Array.from({ length: 30 }, (_, i) => 'line ' + i).join('\\n')); });
        test('not here', (context) => context.skip('no such program'));
      });
    `,
  });
  expect(passed).toBe(1);
  expect(skipped).toEqual([{ test: 'a.test.ts: one > not here', reason: 'no such program' }]);
  expect(failures).toEqual([
    {
      test: 'a.test.ts: one > two',
      lines: [
        expect.stringMatching(/^AssertionError: expected 'apple' to be 'pear'/),
        ...['Expected: "pear"', 'Received: "apple"'],
        expect.stringMatching(/^at .*a\.test\.ts:4:\d+$/),
      ],
    },
    {
      test: 'a.test.ts: one > long',
      lines: [
        ...['Error: line 0', ...Array.from({ length: 15 }, (_, i) => `line ${i + 1}`), '… 14 more lines'],
        expect.stringMatching(/^at .*a\.test\.ts:5:\d+$/),
      ],
    },
  ]);
});

test('a file that cannot be loaded, a hook that throws, and what is thrown outside of any test', async () => {
  const { passed, failures } = await countsOf({
    'b.test.ts': "throw new Error('not loaded');",
    'c.test.ts': "describe('d', () => { afterAll(() => { throw new Error('left open'); }); test('e', () => {}); });",
    'f.test.ts':
      "test('g', async () => { Promise.reject(new Error('nobody waits')); await new Promise(setImmediate); });",
  });
  expect(passed).toBe(2);
  expect(failures.map(({ test, lines }) => `${test} | ${lines[0]}`).sort()).toEqual([
    'b.test.ts | Error: not loaded',
    'c.test.ts: d | Error: left open',
    'outside any test | Error: nobody waits',
  ]);
});
