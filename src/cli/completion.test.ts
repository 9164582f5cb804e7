/** The script for bash in a real bash; those for the other shells by what they say: test/interop/completion has them run. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCommand } from '../../test/support/command-line.ts';
import { NOUNS } from './main.ts';

const run = (words: string, language = 'C') => runCommand('/nonexistent', words, { language });

describe('bash', () => {
  let folder: string;
  let script: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'mailroom-completion-'));
    writeFileSync(join(folder, 'users of may.csv'), '');
    script = (await run('completion bash')).out;
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  /** What bash offers for the last of the words. */
  function complete(...words: readonly string[]): string[] {
    const typed = words.map((word) => `'${word}'`).join(' ');
    const call = `COMP_WORDS=(${typed}); COMP_CWORD=${words.length - 1}; _mailroom; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { stdout, stderr } = spawnSync('bash', ['--norc', '-c', `set -u\n${script}\n${call}`], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    return stdout.split('\n').filter((line) => line !== '');
  }

  test('nouns, verbs and options', () => {
    expect(complete('mailroom', '')).toEqual(expect.arrayContaining(Object.keys(NOUNS)));
    expect(complete('/usr/bin/mailroom', 'qu').sort()).toEqual(['quarantine', 'queue', 'quota']);
    expect(complete('mailroom', 'quota', '')).toEqual(expect.arrayContaining(['list', 'show', 'set']));
    expect(complete('mailroom', 'user', 'create', 'alice', '--last')).toEqual(['--last-name']);
    expect(complete('mailroom', 'user', 'create', '--mail', 'a@example.test', '--js')).toEqual(['--json']);
    expect(complete('mailroom', 'status', '--h')).toEqual(['--help']);
  });

  test('a legacy name is a program of its own, and a noun', () => {
    expect(complete('msgusermod', 'alice', '--pass')).toEqual(['--password-stdin']);
    expect(complete('mailroom', 'msgusermod', 'alice', '--pass')).toEqual(['--password-stdin']);
  });

  test('files and folders where one is asked for, and nothing where only its owner knows', () => {
    expect(complete('mailroom', 'user', 'import', 'us')).toEqual(['users of may.csv']);
    expect(complete('msgusermigrate', '--passwdFile', 'us')).toEqual(['users of may.csv']);
    expect(complete('mailroom', 'status', '--data-dir', 'us')).toEqual([]);
    expect(complete('mailroom', 'user', 'list', '--domain', '')).toEqual([]);
  });

  test('bash finds it by the names of all programs', () => {
    const { stdout } = spawnSync('bash', ['--norc', '-c', `${script}\ncomplete -p mailroom mailq msgaclset`], {
      encoding: 'utf8',
    });
    expect(stdout.split('\n').filter((line) => line.startsWith('complete -F _mailroom'))).toHaveLength(3);
  });
});

test('zsh: words with what they are; quotes and colons do no harm', async () => {
  const { out } = await run('completion zsh', 'fr');
  expect(out).toMatch(/^#compdef mailroom mailq msgusercreate /);
  expect(out).toContain("'user create'|");
  expect(out).toContain(`'serve:lancer le serveur'`);
  // A colon of a description is not the one behind the word.
  expect(out).toMatch(/'--quota:espace \\: 500M/);
});

test('fish: each word under the commands before it', async () => {
  const { out } = await run('completion fish');
  expect(out).toContain(`complete -c mailroom -n '__mailroom_at \\'\\'' -a user -d 'users'`);
  expect(out).toContain(`complete -c mailroom -n '__mailroom_at \\'user create\\'' -l mail -x -d 'mail address'`);
  expect(out).toContain(`complete -c msgusermigrate -n '__mailroom_at \\'msgusermigrate\\'' -l passwdFile -r -F`);
  expect(out).not.toContain("complete -c msgusermigrate -n '__mailroom_at \\'user");
});

test('another shell is refused, and JSON has the script', async () => {
  expect(await run('completion tcsh')).toMatchObject({ code: 2, err: expect.stringContaining('bash, zsh, fish') });
  const { out } = await run('completion bash --json');
  expect(JSON.parse(out)).toEqual({ shell: 'bash', script: (await run('completion bash')).out });
});
