/** Mailbox files as members of aliases. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import {
  chmod,
  chown,
  link,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { MESSAGE, recipient, TestChannels, transmission } from '../../../test/support/local-channels.ts';
import { NULL_RETURN_PATH } from '../../domain/ports/queue.ts';

const isRoot = process.geteuid?.() === 0;
let at: TestChannels;

beforeEach(async () => {
  at = await TestChannels.create();
});
afterEach(() => at[Symbol.asyncDispose]());

describe('mailbox files', () => {
  const BLOCK = /From sender@example\.org \w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d \d{4}\nSubject: x\n\n>From here\nlast\n\n/;
  const box = () => readFile(join(at.filesFolder, 'box'), 'utf8');

  test('are made where there is none, for us alone, and grow', async () => {
    expect(await at.append('box')).toMatchObject({
      outcome: 'delivered',
      status: '2.0.0',
      host: null,
      isDsnRelayed: false,
    });
    expect(await at.append('box')).toMatchObject({ outcome: 'delivered' });
    expect(await box()).toMatch(new RegExp(`^${BLOCK.source}${BLOCK.source}$`));
    expect((await stat(join(at.filesFolder, 'box'))).mode & 0o777).toBe(0o600);
    expect(await readdir(at.filesFolder)).toEqual(['box']);
  });

  test('the null sender', async () => {
    const one = transmission([recipient({ kind: 'file', name: 'box' })], MESSAGE);
    await at.channels.deliver(
      { ...one, message: { ...one.message, returnPath: NULL_RETURN_PATH } },
      new AbortController().signal,
    );
    expect(await box()).toMatch(/^From MAILER-DAEMON /);
  });

  test('many at once stay whole', async () => {
    const reports = await Promise.all(Array.from({ length: 10 }, () => at.append('box')));
    expect(reports.every((report) => report?.outcome === 'delivered')).toBe(true);
    expect((await box()).split(BLOCK)).toHaveLength(11);
  });

  test('other servers and other programs wait for their turn by the lock', async () => {
    const { filesFolder } = at;
    const script = `for i in 1 2 3 4 5; do
      until ln -s $$ box.lock 2>/dev/null; do sleep 0.02; done
      printf 'From sender@example.org Thu Jan  1 00:00:00 1970\\nSubject: x\\n\\n>From here\\n' >>box; sleep 0.02; printf 'last\\n\\n' >>box
      rm box.lock; sleep 0.05; done`;
    const other = spawn('/bin/sh', ['-c', script], { cwd: filesFolder });
    const ended = once(other, 'exit');
    const servers = [at.channels, at.open()];
    const reports = await Promise.all(
      Array.from({ length: 10 }, (_, index) => at.append('box', MESSAGE, servers[index % 2])),
    );
    await ended;
    expect(reports.map((report) => report?.outcome)).toEqual(Array(10).fill('delivered'));
    expect((await box()).split(BLOCK)).toEqual(Array(16).fill(''));
  });

  test.each([
    ['no line end', 'torn', 'torn\n\n'],
    ['one line end', 'torn\n', 'torn\n\n'],
    ['an empty line', 'whole\n\n', 'whole\n\n'],
    ['one octet', '\n', '\n\n'],
  ])('a message before with %s stays apart', async (_, before, expected) => {
    await writeFile(join(at.filesFolder, 'box'), before, { mode: 0o600 });
    await at.append('box');
    expect((await box()).startsWith(`${expected}From sender@`)).toBe(true);
  });

  test('what fails midway leaves nothing behind', async () => {
    await at.append('box');
    const before = await box();
    const broken = async function* () {
      yield Buffer.from('half of it');
      throw Object.assign(new Error('broken'), { code: 'EIO' });
    };
    expect(await at.append('box', broken)).toMatchObject({ outcome: 'deferred', status: '4.3.0' });
    expect(await box()).toBe(before);
    at.limits = { ...at.limits, maxFileBytes: before.length + 100 };
    expect(await at.append('box', `${'x'.repeat(90)}\r\n`)).toMatchObject({ outcome: 'deferred', status: '4.2.2' });
    expect(await box()).toBe(before);
    expect(await readdir(at.filesFolder)).toEqual(['box']);
  });

  test('what somebody else wrote behind it meanwhile is left alone', async () => {
    await at.append('box');
    const broken = async function* () {
      yield Buffer.from('half of it');
      await writeFile(join(at.filesFolder, 'box'), 'by hand', { flag: 'a' });
      throw Object.assign(new Error('broken'), { code: 'EIO' });
    };
    expect(await at.append('box', broken)).toMatchObject({ outcome: 'deferred' });
    expect(await box()).toMatch(/half of itby hand$/);
  });

  test('who waits may go, and nothing is left behind', async () => {
    const gone = new AbortController();
    const leaving = async function* () {
      yield Buffer.from('half of it');
      gone.abort(new Error('gone'));
      yield Buffer.from('the rest');
    };
    const sent = at.channels.deliver(transmission([recipient({ kind: 'file', name: 'box' })], leaving), gone.signal);
    await expect(sent).rejects.toThrow('gone');
    expect(await box()).toBe('');
    expect(await readdir(at.filesFolder)).toEqual(['box']);
  });

  test('a lock of somebody else is waited for', async () => {
    const lock = join(at.filesFolder, 'box.lock');
    await writeFile(lock, '1\n');
    const appended = at.append('box');
    await expect.poll(() => existsSync(join(at.filesFolder, 'box'))).toBe(false);
    await rm(lock);
    expect(await appended).toMatchObject({ outcome: 'delivered' });
  });

  test('a lock that a crash left behind is not', async () => {
    const lock = join(at.filesFolder, 'box.lock');
    await writeFile(lock, '1\n');
    await utimes(lock, 0, Date.now() / 1000 - 3600);
    expect(await at.append('box')).toMatchObject({ outcome: 'delivered' });
    expect(await readdir(at.filesFolder)).toEqual(['box']);
  });

  describe('that could reach beyond their folder are refused', () => {
    let outside: string;
    beforeEach(async () => {
      outside = join(at.root, 'outside');
      await writeFile(outside, 'before', { mode: 0o600 });
    });

    const attacks: readonly (readonly [what: string, name: string, prepare: () => Promise<unknown>])[] = [
      ['a symbolic link', 'box', () => symlink(outside, join(at.filesFolder, 'box'))],
      ['a symbolic link to nothing', 'box', () => symlink(join(at.root, 'new'), join(at.filesFolder, 'box'))],
      ['a hard link', 'box', () => link(outside, join(at.filesFolder, 'box'))],
      ['a folder', 'box', () => mkdir(join(at.filesFolder, 'box'))],
      ['a pipe', 'box', async () => execFileSync('mkfifo', [join(at.filesFolder, 'box')])],
      ['a folder that others may write to', 'box', () => chmod(at.filesFolder, 0o777)],
      [
        'a folder that is a link',
        'outside',
        async () => {
          await rm(at.filesFolder, { recursive: true });
          await symlink(at.root, at.filesFolder);
        },
      ],
      [
        'a folder above that is a link',
        'box',
        async () => {
          // The channels know the path by the link.
          await mkdir(join(at.root, 'real'));
          await mkdir(join(at.root, 'real', 'files'));
          await symlink('real', join(at.root, 'linked'));
          at.filesFolder = join(at.root, 'linked', 'files');
          at.channels = at.open();
        },
      ],
      [
        'a folder above that others may write to',
        'box',
        async () => {
          await mkdir(join(at.root, 'open'));
          await mkdir(join(at.root, 'open', 'files'));
          await chmod(join(at.root, 'open'), 0o777);
          at.filesFolder = join(at.root, 'open', 'files');
          at.channels = at.open();
        },
      ],
      ['no folder', 'box', () => rm(at.filesFolder, { recursive: true })],
      ...[
        '../outside',
        '/etc/passwd',
        '..',
        '.',
        '',
        '.hidden',
        'a/b',
        'box.lock',
        'a\0b',
        '-box',
        '|touch',
        'a b',
        'é',
      ].map((name) => [`the name ${JSON.stringify(name)}`, name, async () => {}] as const),
    ];
    test.each(attacks)('%s', async (_, name, prepare) => {
      await prepare();
      const entries = await readdir(at.root);
      expect(await at.channels.listFiles()).toEqual([]);
      expect(await at.append(name)).toMatchObject({ outcome: 'deferred', status: '4.3.5' });
      expect(await readFile(outside, 'utf8')).toBe('before');
      expect(await readdir(at.root)).toEqual(entries);
    });

    /** Does something again and again while mail is appended, as one would who wants to come between a look and its use. */
    async function appendDuring(swap: (round: number) => Promise<unknown>): Promise<void> {
      let isDone = false;
      const swapping = (async () => {
        for (let round = 0; !isDone; round++) await swap(round).catch(() => {});
      })();
      for (let round = 0; round < 300; round++) await at.append('box');
      isDone = true;
      await swapping;
    }

    test('a link that comes and goes', async () => {
      const [box, aside] = [join(at.filesFolder, 'box'), join(at.root, 'aside')];
      await symlink(outside, join(at.root, 'trap'));
      await at.append('box');
      await appendDuring(async (round) => {
        await rename(box, round % 2 === 0 ? aside : join(at.root, 'trap'));
        await rename(round % 2 === 0 ? join(at.root, 'trap') : aside, box);
      });
      expect(await readFile(outside, 'utf8')).toBe('before');
    });

    test('a folder that is swapped for a link', async () => {
      const elsewhere = join(at.root, 'elsewhere');
      await mkdir(elsewhere);
      await symlink(elsewhere, join(at.root, 'trap'));
      await appendDuring(async () => {
        await rename(at.filesFolder, join(at.root, 'aside'));
        await rename(join(at.root, 'trap'), at.filesFolder);
        await rename(at.filesFolder, join(at.root, 'trap'));
        await rename(join(at.root, 'aside'), at.filesFolder);
      });
      expect(await readdir(elsewhere)).toEqual([]);
    });

    test.runIf(isRoot)("somebody else's file or folder", async () => {
      await at.append('box');
      await chown(join(at.filesFolder, 'box'), 65_534, 65_534);
      expect(await at.append('box')).toMatchObject({ outcome: 'deferred', status: '4.3.5' });
      await chown(at.filesFolder, 65_534, 65_534);
      expect(await at.append('other')).toMatchObject({ outcome: 'deferred', status: '4.3.5' });
    });
  });

  test('are listed', async () => {
    await at.append('b');
    await at.append('a');
    await writeFile(join(at.filesFolder, 'b.lock'), '');
    await symlink('a', join(at.filesFolder, 'c'));
    await mkdir(join(at.filesFolder, 'd'));
    expect(await at.channels.listFiles()).toEqual(['a', 'b']);
    expect(await at.channels.listPrograms()).toEqual([]);
  });
});
