/** A server that nobody here wrote, for the length of a test. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createConnection } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { FilterAddress } from '../../../src/domain/ports/content-filter.ts';

const START_TIMEOUT_MS = 60_000;

export interface Daemon extends AsyncDisposable {
  /** What it has written so far. */
  readonly output: () => string;
}

/** Resolves when it takes connections. It has to stay in the foreground. */
export async function startDaemon(
  path: string,
  args: readonly string[],
  address: FilterAddress,
  home: string,
): Promise<Daemon> {
  const env = { PATH: process.env['PATH'] ?? '', HOME: home, LC_ALL: 'C.UTF-8' };
  // A process group of its own, so that what it starts ends with it.
  const child = spawn(path, args, { cwd: home, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  let output = '';
  const take = (chunk: Uint8Array) => {
    output += Buffer.from(chunk).toString();
  };
  child.stdout.on('data', take);
  child.stderr.on('data', take);
  const until = performance.now() + START_TIMEOUT_MS;
  while (!(await canConnect(address))) {
    if (child.exitCode !== null || performance.now() > until) {
      await stop(child);
      throw new Error(`${path} does not listen:\n${output}`);
    }
    await wait(50);
  }
  return { output: () => output, [Symbol.asyncDispose]: () => stop(child) };
}

async function canConnect(address: FilterAddress): Promise<boolean> {
  const socket = createConnection(
    address.kind === 'unix' ? { path: address.path } : { host: address.host, port: address.port },
  );
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

/** Nothing of it is needed afterwards, and some take seconds to say good-bye. */
async function stop(child: ChildProcess): Promise<void> {
  const hasEnded = child.exitCode !== null || child.signalCode !== null;
  const ended = hasEnded ? null : once(child, 'exit');
  try {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  } catch {
    // Nobody is left in the group.
  }
  await ended;
}
