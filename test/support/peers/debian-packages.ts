import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);

const PEERS_FOLDER = join(import.meta.dirname, '../../../.peers');
const POLICY = '/usr/sbin/policy-rc.d';

export function mayInstall(): boolean {
  if (process.env['MAILROOM_TEST_INSTALL'] === '1') return true;
  return process.env['CI'] === 'true' && process.getuid?.() === 0;
}

/** Installs packages into the system. No service of theirs is started. */
export async function installPackages(packages: readonly string[]): Promise<void> {
  const hadPolicy = existsSync(POLICY);
  // Asked by invoke-rc.d before it starts anything; 101 forbids it.
  if (!hadPolicy) await writeFile(POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    const args = ['-y', '-o', 'DPkg::Lock::Timeout=120', 'install', '--no-install-recommends', ...packages];
    await withFreshLists([], async () => await apt(args));
  } finally {
    if (!hadPolicy) await rm(POLICY, { force: true });
  }
}

/**
 * Fetches packages, and those they depend on that are not installed, and unpacks them below `.peers/`. Needs no rights.
 *
 * @returns the folder that holds their `usr` and `etc`.
 */
export async function unpackPackages(name: string, packages: readonly string[]): Promise<string> {
  const folder = join(PEERS_FOLDER, 'unpacked', name);
  if (existsSync(folder)) return folder;
  await mkdir(join(PEERS_FOLDER, 'unpacked'), { recursive: true });
  const scratch = await mkdtemp(join(PEERS_FOLDER, 'fetch-'));
  try {
    const tree = join(scratch, 'tree');
    await mkdir(tree);
    await withFreshLists(await privateLists(), async (options) => {
      await apt([...options, 'download', ...(await missingPackages(packages, options))], scratch);
    });
    for (const file of await readdir(scratch)) {
      if (file.endsWith('.deb')) await execute('dpkg-deb', ['-x', join(scratch, file), tree]);
    }
    await mergeUsr(tree);
    await rename(tree, folder).catch((error: unknown) => {
      // Another process was faster.
      if (!existsSync(folder)) throw error;
    });
    return folder;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** What `apt-get install` would add. What it would only bring up to date works as it is. */
async function missingPackages(packages: readonly string[], options: readonly string[]): Promise<string[]> {
  const plan = await apt([
    ...options,
    '-s',
    '-o',
    'Debug::NoLocking=1',
    'install',
    '--no-install-recommends',
    ...packages,
  ]);
  const added = [...plan.matchAll(/^Inst (\S+) \((\S+) /gm)].map(([, name, version]) => `${name}=${version}`);
  // A package that is installed already is wanted all the same: its files may be needed beside the others.
  return added.length > 0 ? added : [...packages];
}

/**
 * Runs `action` with the system's package lists, and when that fails once more with fresh ones.
 *
 * @param options apt's options for keeping lists elsewhere, where the system's may not be changed.
 */
async function withFreshLists(
  options: readonly string[],
  action: (options: readonly string[]) => Promise<unknown>,
): Promise<void> {
  try {
    await action([]);
  } catch {
    await apt([...options, 'update']);
    await action(options);
  }
}

async function privateLists(): Promise<string[]> {
  const lists = join(PEERS_FOLDER, 'apt/lists/partial');
  const archives = join(PEERS_FOLDER, 'apt/cache/archives/partial');
  await mkdir(lists, { recursive: true });
  await mkdir(archives, { recursive: true });
  return ['-o', `Dir::State::Lists=${join(lists, '..')}`, '-o', `Dir::Cache=${join(archives, '../..')}`];
}

async function apt(args: readonly string[], cwd = PEERS_FOLDER): Promise<string> {
  await mkdir(cwd, { recursive: true });
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' };
  try {
    const { stdout } = await execute('apt-get', ['-qq', ...args], { cwd, env, maxBuffer: 16 * 1024 * 1024 });
    return stdout;
  } catch (error) {
    throw new Error(aptReason(error), { cause: error });
  }
}

function aptReason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ('code' in error && error.code === 'ENOENT') return 'this system has no apt-get';
  const lines = 'stderr' in error ? String(error.stderr).split('\n') : [];
  return `apt-get: ${lines.find((line) => line.startsWith('E: '))?.slice(3) ?? error.message}`;
}

/** Some packages still use /lib and /bin, which are links into /usr on an installed system. */
async function mergeUsr(tree: string): Promise<void> {
  for (const folder of ['lib', 'bin', 'sbin']) {
    const from = join(tree, folder);
    if (existsSync(from)) await cp(from, join(tree, 'usr', folder), { recursive: true, verbatimSymlinks: true });
  }
}
