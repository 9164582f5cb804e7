import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ReadyInfo } from './protocol.ts';
import { ServerChild } from './server-child.ts';

/** Tells its environment and its options in place of its host name, and ends. */
const ENTRY = `
  const hostname = JSON.stringify({ environment: process.env, options: process.execArgv });
  process.send({ kind: 'ready', info: { hostname } }, () => process.exit(0));`;

interface Told {
  readonly environment: Record<string, string>;
  readonly options: readonly string[];
}

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'server-child-'));
  await writeFile(join(folder, 'entry.cjs'), ENTRY);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

async function whatTheChildTells(): Promise<Told> {
  const infos: ReadyInfo[] = [];
  const entry = join(folder, 'entry.cjs');
  const child = new ServerChild({
    entry,
    args: [],
    listeners: [],
    onRelease: () => true,
    onReady: (info) => infos.push(info),
  });
  expect(await child.exited).toEqual({ code: 0, signal: null, wasReady: true });
  return JSON.parse(infos[0]?.hostname ?? '{}');
}

test('the allocator of the server process gives memory back', async () => {
  const { environment, options } = await whatTheChildTells();
  expect(environment).toMatchObject({ MALLOC_ARENA_MAX: '2', MALLOC_TRIM_THRESHOLD_: '131072' });
  expect(options).toContain('--max-semi-space-size=8');
});

test('what the administrator says of the allocator counts', async () => {
  vi.stubEnv('MALLOC_ARENA_MAX', '7');
  expect((await whatTheChildTells()).environment).toMatchObject({ MALLOC_ARENA_MAX: '7' });
});
