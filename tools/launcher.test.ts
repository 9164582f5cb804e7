import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ROOT } from './support/root.ts';

const MAIN = `
export async function main(args) {
  const told = new Promise((resolve) => process.once('SIGTERM', resolve));
  console.log(JSON.stringify({ args, version: process.versions.node }));
  if (args[0] === 'wait') {
    const alive = setInterval(() => {}, 1000);
    await told;
    clearInterval(alive);
    return 9;
  }
  return Number(args[0] ?? 0);
}`;

/** Where the launcher keeps it: bin/install-lock.js */
const installLockPath = (root: string) => join(root, '.install-lock');

let checkout: string;

/** A checkout with the real launcher and a program that says how it was called. Its packages are "installed". */
beforeEach(async () => {
  checkout = await mkdtemp(join(tmpdir(), 'launcher-'));
  await cp(join(ROOT, 'bin'), join(checkout, 'bin'), { recursive: true });
  await mkdir(join(checkout, 'src/cli'), { recursive: true });
  await writeFile(join(checkout, 'src/cli/main.ts'), MAIN);
  await writeFile(join(checkout, 'package.json'), '{ "type": "module" }');
  await writeFile(join(checkout, 'package-lock.json'), '{}');
  await mkdir(join(checkout, 'node_modules'));
  await writeFile(join(checkout, 'node_modules/.package-lock.json'), '{}');
});

afterEach(() => rm(checkout, { recursive: true }));

describe('with a Node that can run the program', () => {
  test('hands over arguments and exit code, also through a link and from elsewhere', async () => {
    const link = join(checkout, 'link');
    await symlink(join(checkout, 'bin/mailroom'), link);
    const { code, output } = await run(process.execPath, [link, '5', 'two words']);
    expect(code).toBe(5);
    expect(JSON.parse(output)).toMatchObject({ args: ['5', 'two words'] });
  });

  test('installs packages that are missing or older than the lockfile, and says why it cannot', async () => {
    const past = new Date(Date.now() - 60_000);
    await utimes(join(checkout, 'node_modules/.package-lock.json'), past, past);
    const { code, errors } = await run(process.execPath, [join(checkout, 'bin/mailroom'), '0'], {
      PATH: join(checkout, 'bin'),
    });
    expect(code).toBe(69);
    expect(errors).toContain('installing packages (npm ci), once');
    expect(errors).toContain('cannot run npm (ENOENT)');
  });

  test('says what is wrong when there is nothing to run', async () => {
    const { code, errors } = await run(process.execPath, [join(checkout, 'bin/run'), 'tools/nothing.ts']);
    expect([code, errors]).toEqual([69, 'mailroom: nothing to run: tools/nothing.ts\n']);
  });
});

describe('when several are started in a fresh clone', () => {
  let log: string;

  /** An npm that fails beside another one, as the real one does, and takes its time. */
  beforeEach(async () => {
    log = join(checkout, 'npm.log');
    await rm(join(checkout, 'node_modules'), { recursive: true });
    await mkdir(join(checkout, 'tools'));
    await writeFile(
      join(checkout, 'tools/npm'),
      `#!/bin/sh
echo begin >> npm.log
mkdir busy || exit 66
sleep 1
mkdir -p node_modules && touch node_modules/.package-lock.json
rmdir busy
echo end >> npm.log
`,
      { mode: 0o755 },
    );
  });

  const launch = () =>
    run(process.execPath, [join(checkout, 'bin/mailroom'), '5'], {
      PATH: `${join(checkout, 'tools')}:${process.env['PATH']}`,
    });
  const installations = async () => (await readFile(log, 'utf8')).split('\n').filter((line) => line === 'begin').length;
  const lock = () => installLockPath(checkout);

  test('one installs and the others wait for it', async () => {
    const results = await Promise.all([launch(), launch(), launch()]);
    expect(results.map(({ code }) => code)).toEqual([5, 5, 5]);
    const errors = results.map((result) => result.errors);
    expect(errors.filter((text) => text.includes('installing packages (npm ci), once'))).toHaveLength(1);
    expect(errors.filter((text) => text.includes('waiting until it is done'))).toHaveLength(2);
    expect(await installations()).toBe(1);
    expect(existsSync(lock())).toBe(false);
  });

  test('the lock of a process that is gone is taken over by one of them', async () => {
    const { pid } = spawnSync('true');
    await mkdir(lock());
    await writeFile(join(lock(), String(pid)), '');
    const results = await Promise.all([launch(), launch(), launch()]);
    expect(results.map(({ code }) => code)).toEqual([5, 5, 5]);
    expect(await installations()).toBe(1);
  });

  test('a launcher that was killed holds the lock as long as its npm runs', async () => {
    const first = spawn(process.execPath, [join(checkout, 'bin/mailroom')], {
      stdio: 'ignore',
      env: { ...process.env, PATH: `${join(checkout, 'tools')}:${process.env['PATH']}` },
    });
    await expect.poll(() => existsSync(log)).toBe(true);
    first.kill('SIGKILL');
    await once(first, 'exit');
    expect((await launch()).code).toBe(5);
    expect(await installations()).toBe(1);
  });

  test('one that waits in vain says whom it waited for', async () => {
    await mkdir(lock());
    await writeFile(join(lock(), String(process.pid)), '');
    const waiting = run(process.execPath, [
      '-e',
      'require(process.argv[1]).withInstallLock(process.argv[2], { timeoutMs: 1, onWait: console.log }, () => {}).catch((error) => console.log(error.code, error.holder))',
      join(checkout, 'bin/install-lock.js'),
      checkout,
    ]);
    expect((await waiting).output).toBe(`${process.pid}\nELOCKED ${process.pid}\n`);
  });
});

/** The first Node in the path that is too old to run the program itself, if this machine has one. */
const oldNode = (process.env['PATH'] ?? '')
  .split(':')
  .map((folder) => join(folder, 'node'))
  .find((file) => {
    try {
      return (
        Number(execFileSync(file, ['-p', 'process.versions.node.split(".")[0]'], { encoding: 'utf8', stdio: 'pipe' })) <
        24
      );
    } catch {
      return false;
    }
  });

describe('with an older Node', () => {
  beforeEach(async (context) => {
    if (oldNode === undefined) context.skip('this machine has no Node older than 24');
    const folder = join(checkout, `node_modules/node-${process.platform}-${process.arch}`);
    await mkdir(join(folder, 'bin'), { recursive: true });
    await symlink(process.execPath, join(folder, 'bin/node'));
    await writeFile(join(folder, 'package.json'), JSON.stringify({ version: process.versions.node }));
  });

  test('runs the program under the bundled one', async () => {
    const { code, output } = await run(oldNode ?? '', [join(checkout, 'bin/mailroom'), '5', 'two words']);
    expect(code).toBe(5);
    expect(JSON.parse(output)).toEqual({ args: ['5', 'two words'], version: process.versions.node });
  });

  test('passes signals on', async () => {
    const child = spawn(oldNode ?? '', [join(checkout, 'bin/mailroom'), 'wait'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([9, null]);
  });

  test('never runs the program when the bundled one is missing or too old', async () => {
    const folder = join(checkout, `node_modules/node-${process.platform}-${process.arch}`);
    await writeFile(join(folder, 'package.json'), JSON.stringify({ version: '22.9.0' }));
    const tooOld = await run(oldNode ?? '', [join(checkout, 'bin/mailroom')]);
    expect([tooOld.code, tooOld.output]).toEqual([69, '']);
    expect(tooOld.errors).toContain('the bundled one is 22.9.0');
    await rm(folder, { recursive: true });
    const missing = await run(oldNode ?? '', [join(checkout, 'bin/mailroom')]);
    expect([missing.code, missing.output]).toEqual([69, '']);
    expect(missing.errors).toContain('the bundled one is missing');
  });
});

async function run(node: string, args: readonly string[], env: Record<string, string> = {}) {
  const child = spawn(node, args, {
    cwd: tmpdir(),
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  const [output, errors, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { output, errors, code: code as number | null };
}
