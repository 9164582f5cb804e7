import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import {
  chmod,
  chown,
  copyFile,
  link,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../base/clock.ts';
import { silentLogger } from '../../base/log.ts';
import type { LocalChannels } from '../../domain/ports/local-programs.ts';
import type { Transmission } from '../../domain/ports/mail-sender.ts';
import type { Channel, OutgoingRecipient } from '../../domain/ports/queue.ts';
import { NULL_RETURN_PATH } from '../../domain/ports/queue.ts';
import { createLocalChannels, type LocalChannelLimits } from './local-channels.ts';

const MESSAGE = 'Subject: x\r\n\r\nFrom here\r\nlast\r\n';
const isRoot = process.geteuid?.() === 0;

let root: string;
let filesFolder: string;
let programsFolder: string;
let limits: LocalChannelLimits;
let channels: LocalChannels;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'mailroom-pipe-'));
  // Programs run as somebody else where the tests run as root.
  await chmod(root, 0o755);
  filesFolder = join(root, 'files');
  programsFolder = join(root, 'programs');
  for (const folder of [filesFolder, programsFolder]) await mkdir(folder, { mode: 0o755 });
  limits = { programTimeoutMs: 20_000, programUser: 'nobody', maxFileBytes: 1e6 };
  channels = createLocalChannels({
    filesFolder,
    programsFolder,
    limits: () => limits,
    clock: systemClock,
    log: silentLogger,
  });
});
afterEach(() => rm(root, { recursive: true, force: true }));

function recipient(channel: Channel, overrides: Partial<OutgoingRecipient> = {}): OutgoingRecipient {
  return { address: 'fax@example.test', notify: null, originalRecipient: null, channel, lane: 'x', ...overrides };
}

function transmission(recipients: readonly OutgoingRecipient[], message: string | (() => AsyncIterable<Uint8Array>)) {
  const { recipients: _, ...rest } = {
    id: 1,
    queueId: 'Q1',
    returnPath: { ...NULL_RETURN_PATH, address: 'sender@example.org' },
    origin: 'list',
    recipients,
  };
  const open =
    typeof message === 'function'
      ? message
      : async function* () {
          yield Buffer.from(message);
        };
  return { message: rest, recipients, open } as unknown as Omit<Transmission, 'route'>;
}

const signal = () => new AbortController().signal;

async function append(name: string, message: string | (() => AsyncIterable<Uint8Array>) = MESSAGE) {
  const [report] = await channels.deliver(transmission([recipient({ kind: 'file', name })], message), signal());
  return report;
}

async function run(
  name: string,
  overrides: Partial<OutgoingRecipient> = {},
  message: string | (() => AsyncIterable<Uint8Array>) = MESSAGE,
) {
  const [report] = await channels.deliver(
    transmission([recipient({ kind: 'program', name }, overrides)], message),
    signal(),
  );
  return report;
}

/** A script for the shell, which it names itself. */
async function program(name: string, script: string, mode = 0o755): Promise<void> {
  const file = join(programsFolder, name);
  await writeFile(file, `#!/bin/sh\n${script}\n`);
  await chmod(file, mode);
}

describe('mailbox files', () => {
  const BLOCK = /From sender@example\.org \w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d \d{4}\nSubject: x\n\n>From here\nlast\n\n/;
  const box = () => readFile(join(filesFolder, 'box'), 'utf8');

  test('are made where there is none, for us alone, and grow', async () => {
    expect(await append('box')).toMatchObject({
      outcome: 'delivered',
      status: '2.0.0',
      host: null,
      isDsnRelayed: false,
    });
    expect(await append('box')).toMatchObject({ outcome: 'delivered' });
    expect(await box()).toMatch(new RegExp(`^${BLOCK.source}${BLOCK.source}$`));
    expect((await stat(join(filesFolder, 'box'))).mode & 0o777).toBe(0o600);
    expect(await readdir(filesFolder)).toEqual(['box']);
  });

  test('the null sender', async () => {
    const one = transmission([recipient({ kind: 'file', name: 'box' })], MESSAGE);
    await channels.deliver({ ...one, message: { ...one.message, returnPath: NULL_RETURN_PATH } }, signal());
    expect(await box()).toMatch(/^From MAILER-DAEMON /);
  });

  test('many at once stay whole', async () => {
    const reports = await Promise.all(Array.from({ length: 10 }, () => append('box')));
    expect(reports.every((report) => report?.outcome === 'delivered')).toBe(true);
    expect((await box()).split(BLOCK)).toHaveLength(11);
  });

  test.each([
    ['no line end', 'torn', 'torn\n\n'],
    ['one line end', 'torn\n', 'torn\n\n'],
    ['an empty line', 'whole\n\n', 'whole\n\n'],
    ['one octet', '\n', '\n\n'],
  ])('a message before with %s stays apart', async (_, before, expected) => {
    await writeFile(join(filesFolder, 'box'), before, { mode: 0o600 });
    await append('box');
    expect((await box()).startsWith(`${expected}From sender@`)).toBe(true);
  });

  test('what fails midway leaves nothing behind', async () => {
    await append('box');
    const before = await box();
    const broken = async function* () {
      yield Buffer.from('half of it');
      throw Object.assign(new Error('broken'), { code: 'EIO' });
    };
    expect(await append('box', broken)).toMatchObject({ outcome: 'deferred', status: '4.3.0' });
    expect(await box()).toBe(before);
    limits = { ...limits, maxFileBytes: before.length + 100 };
    expect(await append('box', `${'x'.repeat(90)}\r\n`)).toMatchObject({ outcome: 'deferred', status: '4.2.2' });
    expect(await box()).toBe(before);
    expect(await readdir(filesFolder)).toEqual(['box']);
  });

  test('what somebody else wrote behind it meanwhile is left alone', async () => {
    await append('box');
    const broken = async function* () {
      yield Buffer.from('half of it');
      await writeFile(join(filesFolder, 'box'), 'by hand', { flag: 'a' });
      throw Object.assign(new Error('broken'), { code: 'EIO' });
    };
    expect(await append('box', broken)).toMatchObject({ outcome: 'deferred' });
    expect(await box()).toMatch(/half of itby hand$/);
  });

  test('who waits may go, and nothing is left behind', async () => {
    const gone = new AbortController();
    const leaving = async function* () {
      yield Buffer.from('half of it');
      gone.abort(new Error('gone'));
      yield Buffer.from('the rest');
    };
    const sent = channels.deliver(transmission([recipient({ kind: 'file', name: 'box' })], leaving), gone.signal);
    await expect(sent).rejects.toThrow('gone');
    expect(await box()).toBe('');
    expect(await readdir(filesFolder)).toEqual(['box']);
  });

  test('a lock of somebody else is waited for', async () => {
    const lock = join(filesFolder, 'box.lock');
    await writeFile(lock, '1\n');
    const appended = append('box');
    await expect.poll(() => existsSync(join(filesFolder, 'box'))).toBe(false);
    await rm(lock);
    expect(await appended).toMatchObject({ outcome: 'delivered' });
  });

  test('a lock that a crash left behind is not', async () => {
    const lock = join(filesFolder, 'box.lock');
    await writeFile(lock, '1\n');
    await utimes(lock, 0, Date.now() / 1000 - 3600);
    expect(await append('box')).toMatchObject({ outcome: 'delivered' });
    expect(await readdir(filesFolder)).toEqual(['box']);
  });

  describe('that could reach beyond their folder are refused', () => {
    let outside: string;
    beforeEach(async () => {
      outside = join(root, 'outside');
      await writeFile(outside, 'before', { mode: 0o600 });
    });

    const attacks: readonly (readonly [what: string, name: string, prepare: () => Promise<unknown>])[] = [
      ['a symbolic link', 'box', () => symlink(outside, join(filesFolder, 'box'))],
      ['a symbolic link to nothing', 'box', () => symlink(join(root, 'new'), join(filesFolder, 'box'))],
      ['a hard link', 'box', () => link(outside, join(filesFolder, 'box'))],
      ['a folder', 'box', () => mkdir(join(filesFolder, 'box'))],
      ['a pipe', 'box', async () => execFileSync('mkfifo', [join(filesFolder, 'box')])],
      ['a folder that others may write to', 'box', () => chmod(filesFolder, 0o777)],
      [
        'a folder that is a link',
        'outside',
        async () => {
          await rm(filesFolder, { recursive: true });
          await symlink(root, filesFolder);
        },
      ],
      ['no folder', 'box', () => rm(filesFolder, { recursive: true })],
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
      const entries = await readdir(root);
      expect(await append(name)).toMatchObject({ outcome: 'deferred', status: '4.3.5' });
      expect(await readFile(outside, 'utf8')).toBe('before');
      expect(await readdir(root)).toEqual(entries);
    });

    test.runIf(isRoot)("somebody else's file or folder", async () => {
      await append('box');
      await chown(join(filesFolder, 'box'), 65_534, 65_534);
      expect(await append('box')).toMatchObject({ outcome: 'deferred', status: '4.3.5' });
      await chown(filesFolder, 65_534, 65_534);
      expect(await append('other')).toMatchObject({ outcome: 'deferred', status: '4.3.5' });
    });
  });

  test('are listed', async () => {
    await append('b');
    await append('a');
    await writeFile(join(filesFolder, 'b.lock'), '');
    await symlink('a', join(filesFolder, 'c'));
    await mkdir(join(filesFolder, 'd'));
    expect(await channels.listFiles()).toEqual(['a', 'b']);
    expect(await channels.listPrograms()).toEqual([]);
  });
});

describe('programs', () => {
  test('get the message on standard input, with the line ends of the system', async () => {
    await program('cat', 'tr "\\n\\r" "|#"');
    expect((await run('cat'))?.text).toBe('program cat: ended with 0: Subject: x||From here|last|');
  });

  test('have a short environment, no arguments, no folder of ours, and nobody’s rights', async () => {
    process.env['MAILROOM_SECRET'] = 'secret';
    await program('env', 'echo $(/usr/bin/env | grep -v -e ^PWD= -e ^_= -e ^SHLVL= -e ^OLDPWD= | sort) $# $PWD');
    const report = await run('env', { originalRecipient: 'rfc822;first@example.test' });
    expect(report?.text).toBe(
      'program env: ended with 0: ORIGINAL_RECIPIENT=first@example.test PATH=/usr/local/bin:/usr/bin:/bin ' +
        'QUEUE_ID=Q1 RECIPIENT=fax@example.test SENDER=sender@example.org 0 /',
    );
    await program('who', 'id -u; id -g; id -G; umask >/dev/null; echo $(id -u) $(id -G)');
    const expected = isRoot ? '65534 65534' : `${process.geteuid?.()} `;
    expect((await run('who'))?.text).toContain(`: ${expected}`);
    delete process.env['MAILROOM_SECRET'];
  });

  test('run though their folder is closed to their user', async () => {
    await program('p', 'echo here');
    await chmod(root, 0o700);
    expect(await run('p')).toMatchObject({ outcome: 'delivered', text: 'program p: ended with 0: here' });
    await copyFile('/bin/true', join(programsFolder, 'binary'));
    await chmod(join(programsFolder, 'binary'), 0o755);
    expect(await run('binary')).toMatchObject({ outcome: 'delivered' });
  });

  test.each([
    ['$(touch x)@example.test', '__touch_x_@example.test'],
    ['"|touch (scratch)"@example.test', '__touch__scratch__@example.test'],
    ['a`id`;b\n&<>"\'\\*?[]{}~#^é@example.test', 'a_id__b__________________@example.test'],
    ['-oQ/x@example.test', '_oQ/x@example.test'],
  ])('the recipient %j is inert', async (address, expected) => {
    await program('show', 'printf "%s\\n" "$RECIPIENT"');
    const report = await run('show', { address });
    expect(report?.text).toMatch(/^program show: ended with 0: [A-Za-z0-9!@%_=+:,./-]+$/);
    if (!address.includes('é')) expect(report?.text.endsWith(expected)).toBe(true);
  });

  test.each([
    ['exit 0', 'delivered', '2.0.0'],
    ['exit 65', 'failed', '5.6.0'],
    ['exit 67', 'failed', '5.1.1'],
    ['exit 69', 'failed', '5.5.0'],
    ['exit 75', 'deferred', '4.3.0'],
    ['exit 71', 'deferred', '4.3.0'],
    ['exit 77', 'failed', '5.7.0'],
    ['exit 78', 'deferred', '4.3.5'],
    ['exit 126', 'deferred', '4.3.5'],
    ['no-such-program; exit $?', 'deferred', '4.3.5'],
    ['exit 1', 'failed', '5.3.0'],
    ['exit 255', 'failed', '5.3.0'],
    ['kill -9 $$', 'deferred', '4.3.0'],
    ['kill -15 $$', 'deferred', '4.3.0'],
    ['echo 5.2.2 no paper; exit 69', 'failed', '5.2.2'],
    ['echo 4.2.2 no paper; exit 69', 'failed', '5.5.0'],
  ])('%s: %s', async (script, outcome, status) => {
    await program('p', script);
    expect(await run('p')).toMatchObject({ outcome, status });
  });

  test('say why with their last line, made printable', async () => {
    await program('p', 'echo first; printf "no \\033[31mpaper\\r\\n\\n" >&2; exit 69');
    expect((await run('p'))?.text).toBe('program p: ended with 69: a service is not available: no ?[31mpaper');
  });

  test('run once for each recipient, in their order', async () => {
    await program('p', 'echo "$RECIPIENT"; case $RECIPIENT in b*) exit 67;; esac');
    const recipients = ['a', 'b', 'c'].map((name) =>
      recipient({ kind: 'program', name: 'p' }, { address: `${name}@example.test` }),
    );
    const reports = await channels.deliver(transmission(recipients, MESSAGE), signal());
    expect(reports.map(({ outcome, text }) => [outcome, text.split(' ').at(-1)])).toEqual([
      ['delivered', 'a@example.test'],
      ['failed', 'b@example.test'],
      ['delivered', 'c@example.test'],
    ]);
  });

  const LARGE = async function* () {
    for (let n = 0; n < 200; n++) yield Buffer.alloc(16_384, 'x');
  };

  test.each([
    ['reads nothing', 'exit 0'],
    ['closes its input', 'exec <&-; sleep 0.2; exit 0'],
    ['reads a little', 'head -c 10 >/dev/null; exit 0'],
  ])('one that %s is judged by its end', async (_, script) => {
    await program('p', script);
    expect(await run('p', {}, LARGE)).toMatchObject({ outcome: 'delivered' });
  });

  test('one that writes without end is not kept in memory', async () => {
    await program('p', 'yes xxxxxxxxx | head -c 20000000; echo; echo the end; exit 0');
    const report = await run('p');
    expect(report).toMatchObject({ outcome: 'delivered' });
    expect(report?.text.length).toBeLessThan(400);
  });

  test('one that does not end is killed, with all that it started', async () => {
    limits = { ...limits, programTimeoutMs: 500 };
    const file = join(root, 'pids');
    await writeFile(file, '');
    await chmod(file, 0o666);
    await program(
      'p',
      `sleep 1000 & echo $! >> ${file}; (sleep 1000; true) & echo $$ >> ${file}; echo started; cat >/dev/null; sleep 1000`,
    );
    expect(await run('p')).toMatchObject({ outcome: 'deferred', text: 'program p: not done within 500 ms: started' });
    const pids = (await readFile(file, 'utf8')).trim().split('\n').map(Number);
    expect(pids).toHaveLength(2);
    for (const pid of pids) await expect.poll(() => isAlive(pid)).toBe(false);
  });

  test('what one leaves behind does not outlive it', async () => {
    const file = join(root, 'pids');
    await writeFile(file, '');
    await chmod(file, 0o666);
    await program('p', `sleep 1000 & echo $! > ${file}; exit 0`);
    expect(await run('p')).toMatchObject({ outcome: 'delivered' });
    const pid = Number(await readFile(file, 'utf8'));
    await expect.poll(() => isAlive(pid)).toBe(false);
  });

  test('who waits may go', async () => {
    const gone = new AbortController();
    await program('p', 'cat >/dev/null; sleep 1000');
    const leaving = async function* () {
      yield Buffer.from(MESSAGE);
      gone.abort(new Error('gone'));
    };
    const sent = channels.deliver(transmission([recipient({ kind: 'program', name: 'p' })], leaving), gone.signal);
    await expect(sent).rejects.toThrow('gone');
  });

  test('half a message is never taken for a whole one', async () => {
    const file = join(root, 'seen');
    await writeFile(file, '');
    await chmod(file, 0o666);
    await program('p', `cat >/dev/null; echo whole > ${file}`);
    const broken = async function* () {
      yield Buffer.from('half of it');
      throw Object.assign(new Error('broken'), { code: 'EIO' });
    };
    expect(await run('p', {}, broken)).toMatchObject({ outcome: 'deferred', status: '4.3.0' });
    expect(await readFile(file, 'utf8')).toBe('');
  });

  describe('that somebody else could have put there are not run', () => {
    let mark: string;
    beforeEach(async () => {
      mark = join(root, 'mark');
      await writeFile(mark, '');
      await chmod(mark, 0o666);
    });
    const touch = (mode?: number) => program('p', `echo run > ${mark}`, mode);

    const attacks: readonly (readonly [what: string, name: string, prepare: () => Promise<unknown>])[] = [
      ['missing', 'p', async () => {}],
      ['not executable', 'p', () => touch(0o644)],
      ['writable by others', 'p', () => touch(0o757)],
      ['writable by a group', 'p', () => touch(0o775)],
      ['set-user-ID', 'p', () => touch(0o4755)],
      ['set-group-ID', 'p', () => touch(0o2755)],
      [
        'a symbolic link',
        'link',
        async () => {
          await touch();
          await symlink('p', join(programsFolder, 'link'));
        },
      ],
      ['a folder', 'p', () => mkdir(join(programsFolder, 'p'))],
      ['a pipe', 'p', async () => execFileSync('mkfifo', [join(programsFolder, 'p')])],
      [
        'a text that a shell would run',
        'p',
        async () => {
          await writeFile(join(programsFolder, 'p'), `echo run > ${mark}\n`);
          await chmod(join(programsFolder, 'p'), 0o755);
        },
      ],
      [
        'an interpreter that is not there',
        'p',
        async () => {
          await writeFile(join(programsFolder, 'p'), '#!/nonexistent/sh\n');
          await chmod(join(programsFolder, 'p'), 0o755);
        },
      ],
      [
        'in a folder that others may write to',
        'p',
        async () => {
          await touch();
          await chmod(programsFolder, 0o777);
        },
      ],
      ...['../programs/p', '|p', '/bin/true', 'p;p', 'p p', '', '.', '$(p)', 'p\0'].map(
        (name) => [`named ${JSON.stringify(name)}`, name, () => touch()] as const,
      ),
    ];
    test.each(attacks)('%s', async (_, name, prepare) => {
      await prepare();
      expect(await run(name)).toMatchObject({ outcome: 'deferred', status: '4.3.5' });
      expect(await readFile(mark, 'utf8')).toBe('');
    });

    test.runIf(isRoot)('of somebody else; as root or as nobody known', async () => {
      await touch();
      for (const programUser of ['root', 'no-such-user', '']) {
        limits = { ...limits, programUser };
        expect(await run('p')).toMatchObject({ outcome: 'deferred', status: '4.3.5' });
      }
      limits = { ...limits, programUser: 'nobody' };
      await chmod(join(programsFolder, 'p'), 0o711);
      expect((await run('p'))?.text).toMatch(/cannot be read by the user/);
      await chmod(join(programsFolder, 'p'), 0o755);
      await chown(join(programsFolder, 'p'), 65_534, 65_534);
      expect(await run('p')).toMatchObject({ outcome: 'deferred', status: '4.3.5' });
      expect(await readFile(mark, 'utf8')).toBe('');
    });
  });
});

/** One that is dead may wait for its parent to notice. */
function isAlive(pid: number): boolean {
  try {
    return !/^State:\s*Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
