import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { BoundSocket, connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ReadyInfo } from './protocol.ts';
import type { SuperviseOptions } from './supervise.ts';

const SUPPORT = join(import.meta.dirname, '../../test/support/supervised');
const FAST = { minDelayMs: 200, maxDelayMs: 400, stableMs: 60_000, maxFailedStarts: 3 };

let folder: string;
let readyFile: string;
/** Also of those that should have ended with their supervisor. */
const serverPids: number[] = [];
let started:
  | { process: ChildProcess; output: string; exit: Promise<[number | null, NodeJS.Signals | null]> }
  | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'supervise-'));
  readyFile = join(folder, 'ready.json');
});

afterEach(async () => {
  started?.process.kill('SIGKILL');
  for (const pid of serverPids.splice(0)) if (isAlive(pid)) process.kill(pid, 'SIGKILL');
  await started?.exit;
  started = undefined;
  await rm(folder, { recursive: true });
});

describe('a running server', () => {
  test('announces itself in the ready-file, which only the owner can read', async () => {
    start();
    const info = await ready();
    expect(await greeting(info.ports['smtp'])).toBe(`${info.pid} 0\n`);
    expect((await stat(readyFile)).mode & 0o777).toBe(0o600);
  });

  test('listens on Unix domain sockets with their modes, and removes them', async () => {
    const path = join(folder, 'admin.sock');
    start({
      listeners: [
        { name: 'smtp', port: 0 },
        { name: 'admin', path, mode: 0o660 },
      ],
    });
    await ready();
    expect((await stat(path)).mode & 0o777).toBe(0o660);
    expect(await text(connect(path))).toBe('admin\n');
    expect(await end('SIGTERM')).toEqual([0, null]);
    expect(existsSync(path)).toBe(false);
  });

  test('is told to reload by SIGHUP', async () => {
    start();
    const info = await ready();
    started?.process.kill('SIGHUP');
    await until(async () => (await greeting(info.ports['smtp'])) === `${info.pid} 1\n`);
  });

  test.each(['SIGTERM', 'SIGINT'] as const)('stops on %s, and the ready-file goes', async (signal) => {
    start();
    const { pid } = await ready();
    expect(await end(signal)).toEqual([0, null]);
    expect(existsSync(readyFile)).toBe(false);
    await until(async () => !isAlive(pid));
  });

  test('may be stopped by a signal to the server process itself', async () => {
    start();
    process.kill((await ready()).pid, 'SIGTERM');
    expect(await started?.exit).toEqual([0, null]);
  });

  test('is killed when it does not stop in time', async () => {
    start({ args: ['stubborn'], stopTimeoutMs: 300 });
    const { pid } = await ready();
    expect(await end('SIGTERM')).toEqual([1, null]);
    expect(isAlive(pid)).toBe(false);
    expect(started?.output).toContain('does not end: killing it');
  });

  test('ends when its supervisor is killed', async () => {
    start();
    const { pid } = await ready();
    started?.process.kill('SIGKILL');
    await until(async () => !isAlive(pid));
  });
});

describe('a crash', () => {
  test('refuses no connection: it waits until the next server process greets it', async () => {
    start();
    const first = await ready();
    process.kill(first.pid, 'SIGKILL');
    await until(async () => !isAlive(first.pid));
    // No server process is there now.
    const waiting = Array.from({ length: 20 }, () => greeting(first.ports['smtp']));
    const second = await ready(first.pid);
    expect(new Set(await Promise.all(waiting))).toEqual(new Set([`${second.pid} 0\n`]));
    expect(second.ports).toEqual(first.ports);
  });

  test('takes the ready-file away until the next server process is ready', async () => {
    start({ restartPolicy: { ...FAST, minDelayMs: 60_000, maxDelayMs: 60_000 } });
    process.kill((await ready()).pid, 'SIGKILL');
    await until(async () => !existsSync(readyFile));
    expect(await end('SIGTERM')).toEqual([0, null]);
  });

  test('is not repeated for ever by a server that never was ready', async () => {
    start({ args: ['crash'] });
    expect(await started?.exit).toEqual([1, null]);
    expect(started?.output.match(/will be started again/g)).toHaveLength(2);
    expect(started?.output).toContain('giving up');
  });

  test('is not repeated at all by a server that cannot start', async () => {
    start({ args: ['cannot-start'] });
    expect(await started?.exit).toEqual([78, null]);
    expect(started?.output).not.toContain('started again');
  });
});

test('sockets from systemd are used as they are', async () => {
  using socket = new BoundSocket({ host: '127.0.0.1', port: 0 });
  // As systemd does: from file descriptor 3 on, with their names in the environment.
  start({ listeners: [{ name: 'smtp', port: 25 }] }, socket.fd());
  const info = await ready();
  expect(info.ports['smtp']).toBe(socket.address().port);
  expect(await greeting(info.ports['smtp'])).toBe(`${info.pid} 0\n`);
});

test('a port that is taken is named, with the program that holds it', async () => {
  await using holder = await listen();
  start({ listeners: [{ name: 'smtp', port: holder.port - 2000 }], portOffset: 2000 });
  expect(await started?.exit).toEqual([70, null]);
  expect(started?.output).toMatch(
    new RegExp(`port ${holder.port} \\(smtp\\) is in use by .+ \\(process ${process.pid}\\)`),
  );
});

function start(options: Partial<SuperviseOptions> = {}, systemdFd?: number): void {
  const all = {
    entry: join(SUPPORT, 'greeting-server.ts'),
    listeners: [{ name: 'smtp', port: 0 }],
    readyFile,
    restartPolicy: FAST,
    ...options,
  };
  const child = spawn(process.execPath, [join(SUPPORT, 'supervisor-process.ts'), JSON.stringify(all)], {
    stdio: ['ignore', 'pipe', 'inherit', ...(systemdFd === undefined ? [] : [systemdFd])],
    env: { ...process.env, ...(systemdFd !== undefined ? { LISTEN_FDS: '1', LISTEN_FDNAMES: 'smtp' } : {}) },
  });
  const current = {
    process: child,
    output: '',
    exit: once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>,
  };
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => (current.output += chunk));
  started = current;
}

async function end(signal: NodeJS.Signals) {
  started?.process.kill(signal);
  return await started?.exit;
}

/** What the ready-file says, once it speaks of another process than `before`. */
async function ready(before?: number): Promise<ReadyInfo> {
  let info: ReadyInfo | undefined;
  await until(async () => {
    const content = await readFile(readyFile, 'utf8').catch(() => undefined);
    info = content === undefined ? undefined : (JSON.parse(content) as ReadyInfo);
    return info !== undefined && info.pid !== before;
  });
  if (!info) throw new Error('not ready');
  serverPids.push(info.pid);
  return info;
}

async function greeting(port: number | undefined): Promise<string> {
  return await text(connect({ port: port ?? 0, host: '127.0.0.1' }));
}

/** Only the test's own time limit ends the wait. */
async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await sleep(20);
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function listen(): Promise<AsyncDisposable & { port: number }> {
  const server: Server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return { port, [Symbol.asyncDispose]: async () => void (await new Promise((resolve) => server.close(resolve))) };
}
