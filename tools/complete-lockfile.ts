/**
 * Adds to package-lock.json the packages for other platforms that npm left out.
 *
 * A registry mirror that holds Linux builds only makes `npm install` drop the entries of the others, and `npm ci`
 * refuses a lockfile without them. Version, platform and "optional" are all that `npm ci` reads of a package that it
 * is not going to install, and all of it follows from the package that asks for it.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type LockedPackage, type Lockfile, missingOptionalPackages } from './support/lockfile.ts';
import { ROOT } from './support/root.ts';

const FILE = join(ROOT, 'package-lock.json');

export async function main(): Promise<number> {
  const lockfile = JSON.parse(await readFile(FILE, 'utf8')) as Lockfile;
  const missing = missingOptionalPackages(lockfile);
  for (const { name, version, parent } of missing) {
    lockfile.packages[`node_modules/${name}`] = {
      version,
      ...platformOf(name),
      ...(parent.dev ? { dev: true } : {}),
      optional: true,
    };
  }
  const [root, ...rest] = Object.entries(lockfile.packages);
  rest.sort(([a], [b]) => a.localeCompare(b, 'en'));
  lockfile.packages = Object.fromEntries(root ? [root, ...rest] : rest);
  await writeFile(FILE, `${JSON.stringify(lockfile, null, 2)}\n`);
  console.log(`package-lock.json: ${missing.length} packages added`);
  return 0;
}

const SYSTEMS = ['android', 'darwin', 'freebsd', 'linux', 'openharmony', 'win32'];
const PROCESSORS = ['arm64', 'arm', 'ia32', 'ppc64', 'riscv64', 's390x', 'x64', 'wasm32'];

/** Build packages are named after their platform: `…-linux-arm64-musl`. */
function platformOf(name: string): Pick<LockedPackage, 'os' | 'cpu' | 'libc'> {
  const words = name.split(/[-/]/);
  const os = SYSTEMS.find((system) => words.includes(system));
  const cpu = PROCESSORS.find((processor) => words.includes(processor));
  if (cpu === undefined || (os === undefined && cpu !== 'wasm32')) throw new Error(`no platform in the name ${name}`);
  const libc = words.some((word) => word.startsWith('musl')) ? 'musl' : words.includes('gnu') ? 'glibc' : undefined;
  return { ...(os ? { os: [os] } : {}), cpu: [cpu], ...(libc ? { libc: [libc] } : {}) };
}
