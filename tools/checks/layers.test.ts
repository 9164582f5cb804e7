import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CYCLE_RULES, LAYER_RULES } from './layer-rules.ts';
import { layers } from './layers.ts';

/** Rule, importing file, what it imports: a violation of each rule, for some a second one of another kind. */
const PLANTED: readonly (readonly [string, string, string])[] = [
  ['layer-base', 'src/base/planted.ts', 'src/formats/target.ts'],
  ['layer-formats', 'src/formats/planted.ts', 'src/wire/target.ts'],
  ['layer-wire', 'src/wire/planted.ts', 'src/domain/target.ts'],
  ['layer-domain', 'src/domain/mailbox/planted.ts', 'src/engines/embedded/target.ts'],
  ['layer-engines', 'src/engines/embedded/planted.ts', 'src/domain/target.ts'],
  ['layer-gateways', 'src/gateways/dns/planted.ts', 'src/engines/embedded/target.ts'],
  ['layer-transports', 'src/transports/imap/planted.ts', 'src/engines/embedded/target.ts'],
  ['layer-workers', 'src/workers/planted.ts', 'src/gateways/dns/target.ts'],
  ['layer-config', 'src/config/planted.ts', 'src/formats/target.ts'],
  ['layer-cli', 'src/cli/planted.ts', 'src/domain/target.ts'],
  ['layer-supervisor', 'src/supervisor/planted.ts', 'src/cli/target.ts'],
  ['layer-base', 'src/base/tested.ts', 'test/support/target.ts'],
  ['engines-apart', 'src/engines/scaleout/planted.ts', 'src/engines/embedded/target.ts'],
  ['transports-apart', 'src/transports/pop3/planted.ts', 'src/transports/imap/target.ts'],
  ['lmtp-apart', 'src/transports/lmtp/planted.ts', 'src/transports/imap/target.ts'],
  ['apps-apart', 'apps/webmail/planted.ts', 'src/base/target.ts'],
  ['apps-apart', 'apps/webmail/component.tsx', 'src/base/target.ts'],
  ['reserved-net', 'src/transports/imap/socket.ts', 'node:net'],
  ['reserved-tls-http-dns', 'src/supervisor/name.ts', 'node:dns/promises'],
  ['reserved-fs', 'src/domain/mailbox/file.ts', 'node:fs/promises'],
  ['reserved-fs', 'src/wire/file.ts', 'fs'],
  ['reserved-database', 'src/workers/rows.ts', 'node:sqlite'],
  ['reserved-zod', 'src/engines/embedded/schema.ts', 'zod'],
  ['development-packages', 'src/base/double.ts', 'vitest'],
  ['no-cycles', 'src/base/one.ts', 'src/base/other.ts'],
  ['resolvable', 'src/base/lost.ts', './nowhere.ts'],
];

/** None of these is a violation. */
const ALLOWED: readonly (readonly [string, string])[] = [
  ['src/transports/lmtp/session.ts', 'src/transports/smtp/target.ts'],
  ['src/transports/imap/session.ts', 'src/transports/net/target.ts'],
  ['src/base/planted.test.ts', 'test/support/target.ts'],
  ['src/base/vitest.test.ts', 'vitest'],
  ['src/wire/schema.ts', 'zod'],
  ['src/server.ts', 'src/engines/embedded/target.ts'],
  ['src/server-process.ts', 'node:fs'],
  ['src/engines/embedded/allowed.ts', 'node:sqlite'],
  ['src/supervisor/allowed.ts', 'node:net'],
];

let root: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'layers-'));
  await put('package.json', JSON.stringify({ dependencies: { zod: '1' }, devDependencies: { vitest: '1' } }));
  for (const name of ['zod', 'vitest']) {
    await put(`node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', main: 'index.js' }));
    await put(`node_modules/${name}/index.js`, '');
  }
  await put('src/base/other.ts', `import './one.ts';`);
  const component = 'import \'../../src/base/target.ts\'; export const Component = () => <p title="x">{1}</p>;';
  for (const [from, to] of [...PLANTED.map(([, from, to]) => [from, to] as const), ...ALLOWED]) {
    const isFile = to.startsWith('src/') || to.startsWith('test/');
    if (to.endsWith('/target.ts')) await put(to, 'export const target = 1;');
    if (from.endsWith('.tsx')) await put(from, component);
    else await put(from, `import '${isFile ? join('../'.repeat(from.split('/').length - 1), to) : to}';`);
  }
});

afterAll(() => rm(root, { recursive: true }));

test('sees each planted violation, and nothing else', async () => {
  const { problems } = await layers.run(root);
  const seen = problems.map((problem) => problem.split(' → ')[0]);
  expect(seen.sort()).toEqual(PLANTED.map(([rule, from]) => `${rule}: ${from}`).sort());
});

test('has a planted violation for every rule', () => {
  expect(new Set(PLANTED.map(([rule]) => rule))).toEqual(
    new Set([...LAYER_RULES, ...CYCLE_RULES].map(({ name }) => name)),
  );
});

test('allows types that know each other, where layers allow it', async () => {
  const other = await mkdtemp(join(tmpdir(), 'layers-'));
  await mkdir(join(other, 'src', 'wire'), { recursive: true });
  await writeFile(join(other, 'src', 'wire', 'a.ts'), `import type { B } from './b.ts'; export type A = B;`);
  await writeFile(join(other, 'src', 'wire', 'b.ts'), `import type { A } from './a.ts'; import '../domain.ts';`);
  await writeFile(join(other, 'src', 'domain.ts'), '');
  expect((await layers.run(other)).problems).toEqual(['layer-wire: src/wire/b.ts → src/domain.ts']);
  await rm(other, { recursive: true });
});

test('looks into using declarations', async () => {
  const other = await mkdtemp(join(tmpdir(), 'layers-'));
  await mkdir(join(other, 'src', 'base'), { recursive: true });
  await writeFile(join(other, 'src', 'base', 'file.ts'), `await using file = await import('node:fs');`);
  expect((await layers.run(other)).problems).toEqual(['reserved-fs: src/base/file.ts → fs']);
  await rm(other, { recursive: true });
});

test('does not pass when it sees nothing', async () => {
  const empty = await mkdtemp(join(tmpdir(), 'layers-'));
  await mkdir(join(empty, 'src'));
  await writeFile(join(empty, 'src', 'lonely.ts'), 'export const lonely = 1;');
  expect((await layers.run(empty)).problems).toContain('not one import was found');
  await rm(empty, { recursive: true });
});

async function put(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), text);
}
