import { expect, test } from 'vitest';
import type { LockedPackage } from '../support/lockfile.ts';
import { lockfileProblems } from './packages.ts';

const root: LockedPackage = {};
const some = (count: number, locked: LockedPackage): Record<string, LockedPackage> =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`node_modules/p${index}`, locked]));

test('counts what is installed at run time', () => {
  expect(lockfileProblems({ packages: { '': root, ...some(120, {}) } })).toEqual([]);
  expect(lockfileProblems({ packages: { '': root, ...some(121, {}) } })).toEqual([
    '121 packages at run time, at most 120 are allowed',
  ]);
  expect(lockfileProblems({ packages: { '': root, ...some(500, { dev: true }) } })).toEqual([]);
});

test('refuses install scripts and download addresses', () => {
  const packages = {
    a: { hasInstallScript: true },
    b: { resolved: 'elsewhere' },
    c: { hasInstallScript: true, dev: true },
  };
  expect(lockfileProblems({ packages })).toEqual(['a has an install script', 'b is locked to a download address']);
});

test('refuses a lockfile that lacks the builds for other platforms', () => {
  const packages = {
    'node_modules/tool': { optionalDependencies: { 'tool-linux-x64': '1.0.0', 'tool-darwin-x64': '1.0.0' } },
    'node_modules/tool-linux-x64': { optional: true },
  };
  expect(lockfileProblems({ packages })).toEqual([expect.stringContaining('lacks tool-darwin-x64')]);
});
