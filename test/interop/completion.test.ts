/** The scripts of `mailroom completion` in real shells: what is offered for a line that somebody has begun. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCommand } from '../support/command-line.ts';
import { requirePeer, runProgram } from './support/programs.ts';
import { offeredByZsh } from './support/zsh-completion.ts';

let home: string;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'mailroom-shell-'));
  await writeFile(join(home, 'users of may.csv'), '');
  await mkdir(join(home, 'data'));
});
afterAll(() => rm(home, { recursive: true, force: true }));

/** What is typed, and the words for its end. */
const LINES: readonly (readonly [line: string, words: readonly string[]])[] = [
  ['/usr/bin/mailroom qu', ['quarantine', 'queue', 'quota']],
  ['mailroom user cr', ['create']],
  ['mailroom user create alice --last', ['--last-name']],
  ['mailroom user create --mail a@example.test --js', ['--json']],
  ['mailroom status --h', ['--help']],
  ['msgusermod alice --pass', ['--password-stdin']],
  ['mailroom msgusermod alice --pass', ['--password-stdin']],
  ['mailroom user import us', ['users of may.csv']],
  ['msgusermigrate --passwdFile us', ['users of may.csv']],
  // A file is no folder, and names only the server knows.
  ['mailroom status --data-dir da', ['data']],
  ['mailroom status --data-dir us', []],
  ['mailroom user list --domain ', []],
];

const LANGUAGES = ['en_US.UTF-8', 'fr_FR.UTF-8', 'pl_PL.UTF-8'];
const script = async (shell: string, language: string) =>
  (await runCommand('/nonexistent', `completion ${shell}`, { language })).out;

test.for(LANGUAGES)('zsh: %s', async (language, context) => {
  const zsh = await requirePeer(context, 'zsh');
  const offered = await offeredByZsh(
    zsh,
    home,
    await script('zsh', language),
    LINES.map(([line]) => line),
  );
  expect(LINES.map(([line], index) => [line, offered[index]])).toEqual(LINES);
});

test.for(LANGUAGES)('fish: %s', async (language, context) => {
  const fish = await requirePeer(context, 'fish');
  const file = join(home, 'mailroom.fish');
  await writeFile(file, await script('fish', language));
  // Where it was unpacked and not installed, it does not look for its own functions.
  const functions = join(fish, '../../usr/share/fish/functions');
  const ask = [
    'set -p fish_function_path $argv[1]; source $argv[2]',
    "for line in $argv[3..-1]; echo '=='; complete -C $line; end",
  ].join('; ');
  const out = await runProgram(fish, ['--no-config', '-c', ask, functions, file, ...LINES.map(([line]) => line)], {
    home,
  });
  const [, ...offered] = out.split('==\n');
  // Behind each word stands what it is; behind a folder a slash.
  const words = offered.map((block) =>
    block
      .split('\n')
      .map((word) => word.replace(/\/?(?:\t.*)?$/, ''))
      .filter(Boolean)
      .sort(),
  );
  expect(LINES.map(([line], index) => [line, words[index]])).toEqual(LINES);
});
