import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ReadyInfo } from './protocol.ts';
import { ServerChild } from './server-child.ts';

/** Tells its environment in place of its host name, and ends. */
const ENTRY = `process.send({ kind: 'ready', info: { hostname: JSON.stringify(process.env) } }, () => process.exit(0));`;

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'server-child-'));
  await writeFile(join(folder, 'entry.cjs'), ENTRY);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

async function environmentOfChild(): Promise<Record<string, string>> {
  const infos: ReadyInfo[] = [];
  const entry = join(folder, 'entry.cjs');
  const child = new ServerChild({ entry, args: [], listeners: [], onReady: (info) => infos.push(info) });
  expect(await child.exited).toEqual({ code: 0, signal: null, wasReady: true });
  return JSON.parse(infos[0]?.hostname ?? '{}');
}

test('the allocator of the server process gives memory back', async () => {
  expect(await environmentOfChild()).toMatchObject({ MALLOC_ARENA_MAX: '2', MALLOC_TRIM_THRESHOLD_: '131072' });
});

test('what the administrator says of the allocator counts', async () => {
  vi.stubEnv('MALLOC_ARENA_MAX', '7');
  expect(await environmentOfChild()).toMatchObject({ MALLOC_ARENA_MAX: '7' });
});
