import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, rm, symlink, utimes, writeFile } from 'node:fs/promises';
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
