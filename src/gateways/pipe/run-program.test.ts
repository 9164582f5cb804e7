/** Programs as members of aliases. */
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { chmod, chown, copyFile, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { MESSAGE, recipient, TestChannels, transmission } from '../../../test/support/local-channels.ts';

const isRoot = process.geteuid?.() === 0;
let at: TestChannels;

beforeEach(async () => {
  at = await TestChannels.create();
});
afterEach(() => at[Symbol.asyncDispose]());

describe('programs', () => {
  test('get the message on standard input, with the line ends of the system', async () => {
    await at.program('cat', 'tr "\\n\\r" "|#"');
    expect((await at.run('cat'))?.text).toBe('program cat: ended with 0: Subject: x||From here|last|');
  });

  test('have a short environment, no arguments, no folder of ours, and nobody’s rights', async () => {
    process.env['MAILROOM_SECRET'] = 'secret';
    await at.program('env', 'echo $(/usr/bin/env | grep -v -e ^PWD= -e ^_= -e ^SHLVL= -e ^OLDPWD= | sort) $# $PWD');
    const report = await at.run('env', { originalRecipient: 'rfc822;first@example.test' });
    expect(report?.text).toBe(
      'program env: ended with 0: ORIGINAL_RECIPIENT=first@example.test PATH=/usr/local/bin:/usr/bin:/bin ' +
        'QUEUE_ID=Q1 RECIPIENT=fax@example.test SENDER=sender@example.org 0 /',
    );
    await at.program('who', 'id -u; id -g; id -G; umask >/dev/null; echo $(id -u) $(id -G)');
    const expected = isRoot ? '65534 65534' : `${process.geteuid?.()} `;
    expect((await at.run('who'))?.text).toContain(`: ${expected}`);
    delete process.env['MAILROOM_SECRET'];
  });

  test('run though their folder is closed to their user', async () => {
    await at.program('p', 'echo here');
    await chmod(at.root, 0o700);
    expect(await at.run('p')).toMatchObject({ outcome: 'delivered', text: 'program p: ended with 0: here' });
    await copyFile('/bin/true', join(at.programsFolder, 'binary'));
    await chmod(join(at.programsFolder, 'binary'), 0o755);
    expect(await at.run('binary')).toMatchObject({ outcome: 'delivered' });
  });

  test.each([
    ['$(touch x)@example.test', '__touch_x_@example.test'],
    ['"|touch (scratch)"@example.test', '__touch__scratch__@example.test'],
    ['a`id`;b\n&<>"\'\\*?[]{}~#^é@example.test', 'a_id__b__________________@example.test'],
    ['-oQ/x@example.test', '_oQ/x@example.test'],
  ])('the recipient %j is inert', async (address, expected) => {
    await at.program('show', 'printf "%s\\n" "$RECIPIENT"');
    const report = await at.run('show', { address });
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
    await at.program('p', script);
    expect(await at.run('p')).toMatchObject({ outcome, status });
  });

  test('say why with their last line, made printable', async () => {
    await at.program('p', 'echo first; printf "no \\033[31mpaper\\r\\n\\n" >&2; exit 69');
    expect((await at.run('p'))?.text).toBe('program p: ended with 69: a service is not available: no ?[31mpaper');
  });

  test('run once for each recipient, in their order', async () => {
    await at.program('p', 'echo "$RECIPIENT"; case $RECIPIENT in b*) exit 67;; esac');
    const recipients = ['a', 'b', 'c'].map((name) =>
      recipient({ kind: 'program', name: 'p' }, { address: `${name}@example.test` }),
    );
    const reports = await at.channels.deliver(transmission(recipients, MESSAGE), new AbortController().signal);
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
    await at.program('p', script);
    expect(await at.run('p', {}, LARGE)).toMatchObject({ outcome: 'delivered' });
  });

  test('one that writes without end is not kept in memory', async () => {
    await at.program('p', 'yes xxxxxxxxx | head -c 20000000; echo; echo the end; exit 0');
    const report = await at.run('p');
    expect(report).toMatchObject({ outcome: 'delivered' });
    expect(report?.text.length).toBeLessThan(400);
  });

  describe('what they start ends with them', () => {
    /** Some of it leaves the group of its program, and its session, and forgets its environment. */
    const startAll = (mark: string) =>
      `sleep ${mark} & (sleep ${mark}; true) & setsid sleep ${mark} & setsid --fork env -i sleep ${mark}
       until [ $(ps ax | grep -c '[s]leep ${mark}') -ge 4 ]; do sleep 0.05; done`;
    const mark = () => `98765.${Math.floor(Math.random() * 1e9)}`;

    test('when their time is over', async () => {
      at.limits = { ...at.limits, programTimeoutMs: 10_000 };
      const here = mark();
      await at.program('p', `${startAll(here)}; echo started; cat >/dev/null; sleep 1000`);
      expect(await at.run('p')).toMatchObject({
        outcome: 'deferred',
        text: 'program p: not done within 10000 ms: started',
      });
      await expect.poll(() => livingWith(here)).toEqual([]);
    });

    test('when they end', async () => {
      const here = mark();
      await at.program('p', `${startAll(here)}; exit 0`);
      expect(await at.run('p')).toMatchObject({ outcome: 'delivered' });
      await expect.poll(() => livingWith(here)).toEqual([]);
    });
  });

  describe('the network', () => {
    test.each([
      ['is closed to them', [], 'failed'],
      ['is open to those that are granted it', ['p', 'other'], 'delivered'],
    ])('%s', async (_, programsWithNetwork, outcome) => {
      const server = createServer((socket) => socket.end()).listen(0, '127.0.0.1');
      await once(server, 'listening');
      const { port } = server.address() as AddressInfo;
      at.limits = { ...at.limits, programsWithNetwork };
      await writeFile(join(at.programsFolder, 'p'), `#!/bin/bash\nexec 5<>/dev/tcp/127.0.0.1/${port} || exit 69\n`);
      await chmod(join(at.programsFolder, 'p'), 0o755);
      expect(await at.run('p')).toMatchObject({ outcome });
      server.close();
    });
  });

  test('who waits may go', async () => {
    const gone = new AbortController();
    await at.program('p', 'cat >/dev/null; sleep 1000');
    const leaving = async function* () {
      yield Buffer.from(MESSAGE);
      gone.abort(new Error('gone'));
    };
    const sent = at.channels.deliver(transmission([recipient({ kind: 'program', name: 'p' })], leaving), gone.signal);
    await expect(sent).rejects.toThrow('gone');
  });

  test('half a message is never taken for a whole one', async () => {
    const file = join(at.root, 'seen');
    await writeFile(file, '');
    await chmod(file, 0o666);
    await at.program('p', `cat >/dev/null; echo whole > ${file}`);
    const broken = async function* () {
      yield Buffer.from('half of it');
      throw Object.assign(new Error('broken'), { code: 'EIO' });
    };
    expect(await at.run('p', {}, broken)).toMatchObject({ outcome: 'deferred', status: '4.3.0' });
    expect(await readFile(file, 'utf8')).toBe('');
  });

  test('that can be run are listed', async () => {
    await at.program('good', 'exit 0');
    await at.program('plain', 'exit 0', 0o644);
    await at.program('shared', 'exit 0', 0o775);
    expect(await at.channels.listPrograms()).toEqual(['good']);
    expect(await at.channels.faultOf('program', 'good')).toBeNull();
    expect(await at.channels.faultOf('program', 'nothing')).toBeNull();
    expect(await at.channels.faultOf('program', '../programs/plain')).toBeNull();
    expect(await at.channels.faultOf('program', 'plain')).toMatch(/plain is not executable/);
    expect(await at.channels.faultOf('program', 'shared')).toMatch(/shared may be changed by others/);
    await chmod(at.programsFolder, 0o777);
    expect(await at.channels.listPrograms()).toEqual([]);
    expect(await at.channels.faultOf('program', 'good')).toMatch(/others may write to the folder/);
  });

  describe('that somebody else could have put there are not run', () => {
    let mark: string;
    beforeEach(async () => {
      mark = join(at.root, 'mark');
      await writeFile(mark, '');
      await chmod(mark, 0o666);
    });
    const touch = (mode?: number) => at.program('p', `echo run > ${mark}`, mode);

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
          await symlink('p', join(at.programsFolder, 'link'));
        },
      ],
      ['a folder', 'p', () => mkdir(join(at.programsFolder, 'p'))],
      ['a pipe', 'p', async () => execFileSync('mkfifo', [join(at.programsFolder, 'p')])],
      [
        'a text that a shell would run',
        'p',
        async () => {
          await writeFile(join(at.programsFolder, 'p'), `echo run > ${mark}\n`);
          await chmod(join(at.programsFolder, 'p'), 0o755);
        },
      ],
      [
        'an interpreter that is not there',
        'p',
        async () => {
          await writeFile(join(at.programsFolder, 'p'), '#!/nonexistent/sh\n');
          await chmod(join(at.programsFolder, 'p'), 0o755);
        },
      ],
      [
        'in a folder that others may write to',
        'p',
        async () => {
          await touch();
          await chmod(at.programsFolder, 0o777);
        },
      ],
      ...['../programs/p', '|p', '/bin/true', 'p;p', 'p p', '', '.', '$(p)', 'p\0'].map(
        (name) => [`named ${JSON.stringify(name)}`, name, () => touch()] as const,
      ),
    ];
    test.each(attacks)('%s', async (_, name, prepare) => {
      await prepare();
      expect(await at.channels.listPrograms()).not.toContain(name);
      expect(await at.run(name)).toMatchObject({ outcome: 'deferred', status: '4.3.5' });
      expect(await readFile(mark, 'utf8')).toBe('');
    });

    test.runIf(isRoot)('of somebody else; as root or as nobody known', async () => {
      await touch();
      for (const programUser of ['root', 'no-such-user', '']) {
        at.limits = { ...at.limits, programUser };
        expect(await at.run('p')).toMatchObject({ outcome: 'deferred', status: '4.3.5' });
      }
      at.limits = { ...at.limits, programUser: 'nobody' };
      await chmod(join(at.programsFolder, 'p'), 0o711);
      expect((await at.run('p'))?.text).toMatch(/cannot be read by the user/);
      await chmod(join(at.programsFolder, 'p'), 0o755);
      await chown(join(at.programsFolder, 'p'), 65_534, 65_534);
      expect(await at.run('p')).toMatchObject({ outcome: 'deferred', status: '4.3.5' });
      expect(await readFile(mark, 'utf8')).toBe('');
    });
  });
});

/** Processes of this machine with these words in their command line. One that is dead has none any more. */
function livingWith(words: string): string[] {
  return readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes(words);
    } catch {
      return false;
    }
  });
}
