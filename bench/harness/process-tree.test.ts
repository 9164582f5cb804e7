import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, expect, test } from 'vitest';
import { processTree, treeCpuSeconds, treePssBytes, treeRssBytes } from './process-tree.ts';

const BURN = 'const end = process.cpuUsage().user + 200_000; while (process.cpuUsage().user < end);';
/** Burns CPU time in a child that ends, then starts another that stays, and says so. */
const PARENT = `
const { spawn, spawnSync } = require('node:child_process');
spawnSync(process.execPath, ['-e', ${JSON.stringify(BURN)}]);
const stays = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000); console.log()'], { stdio: ['ignore', 'pipe', 'inherit'] });
stays.stdout.once('data', () => console.log(stays.pid));
process.once('SIGTERM', () => { stays.kill('SIGKILL'); process.exit(); });
`;

const started: ReturnType<typeof spawn>[] = [];
afterEach(async () => {
  for (const child of started.splice(0)) {
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    await exited;
  }
});

test('a tree has the living descendants, and the time of those that ended', async () => {
  const child = spawn(process.execPath, ['-e', PARENT], { stdio: ['ignore', 'pipe', 'inherit'] });
  started.push(child);
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const pid = child.pid as number;
  expect(processTree(pid)).toEqual([pid, Number(line.toString())]);
  expect(treeCpuSeconds(pid)).toBeGreaterThanOrEqual(0.2);
  expect(treePssBytes(pid)).toBeGreaterThan(0);
  expect(treeRssBytes(pid)).toBeGreaterThanOrEqual(treePssBytes(pid));
});

test('a process that does not exist has no tree', () => {
  expect(processTree(2 ** 30)).toEqual([]);
  expect(treeCpuSeconds(2 ** 30)).toBe(0);
});
