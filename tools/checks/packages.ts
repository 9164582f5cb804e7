/** What comes with us from other people: how many packages, that none runs code when installed, that all are pinned. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Lockfile, missingOptionalPackages } from '../support/lockfile.ts';
import type { Check } from './check.ts';

const MAX_RUNTIME_PACKAGES = 120;

export const packages: Check = {
  name: 'packages',
  async run(root) {
    const lockfile = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8')) as Lockfile;
    const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as Record<
      string,
      object | undefined
    >;
    const settings = await readFile(join(root, '.npmrc'), 'utf8');
    return { problems: [...lockfileProblems(lockfile), ...manifestProblems(manifest), ...settingsProblems(settings)] };
  },
};

export function lockfileProblems(lockfile: Lockfile): string[] {
  const problems = missingOptionalPackages(lockfile).map(
    ({ name }) => `package-lock.json lacks ${name}: run "node bin/run tools/complete-lockfile.ts"`,
  );
  let runtimeCount = 0;
  for (const [path, { dev, resolved, hasInstallScript }] of Object.entries(lockfile.packages)) {
    if (path === '') continue;
    if (!dev) runtimeCount += 1;
    if (hasInstallScript && !dev) problems.push(`${path} has an install script`);
    if (resolved !== undefined) problems.push(`${path} is locked to a download address`);
  }
  if (runtimeCount > MAX_RUNTIME_PACKAGES)
    problems.push(`${runtimeCount} packages at run time, at most ${MAX_RUNTIME_PACKAGES} are allowed`);
  return problems;
}

function manifestProblems(manifest: Readonly<Record<string, object | undefined>>): string[] {
  return ['dependencies', 'optionalDependencies', 'devDependencies'].flatMap((group) =>
    Object.entries(manifest[group] ?? {})
      .filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(String(version)))
      .map(([name, version]) => `package.json: ${name} is ${version}, not one exact version`),
  );
}

/** Development packages may carry install scripts (they work without): npm is told never to run one. */
function settingsProblems(npmrc: string): string[] {
  return npmrc.split('\n').includes('ignore-scripts=true') ? [] : ['.npmrc: ignore-scripts=true is missing'];
}
