import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import type { TestContext } from 'vitest';
import { type PeerName, peer } from '../../support/peers/peers.ts';

const TIMEOUT_MS = 100_000;

/** The path of a program; where it cannot be had, the test is skipped with the reason. */
export async function requirePeer(context: TestContext, name: PeerName): Promise<string> {
  const found = await peer(name);
  return found.available ? found.path : context.skip(`${name}: ${found.reason}`);
}

export interface RunOptions {
  readonly home: string;
  readonly input?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end, whatever that is. It sees no settings but those in `home`. */
export async function tryProgram(path: string, args: readonly string[], options: RunOptions): Promise<Finished> {
  const { home, input = '', cwd = home } = options;
  const env = { PATH: process.env['PATH'] ?? '', HOME: home, LC_ALL: 'C.UTF-8', TERM: 'dumb', ...options.env };
  const child = spawn(path, args, { cwd, env, timeout: TIMEOUT_MS, killSignal: 'SIGKILL' });
  // One that ends before it has read everything is judged by its exit code.
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code: code as number | null, stdout, stderr };
}

/** Runs a program that must succeed, and returns what it wrote on standard output. */
export async function runProgram(path: string, args: readonly string[], options: RunOptions): Promise<string> {
  const { code, stdout, stderr } = await tryProgram(path, args, options);
  if (code !== 0) throw new Error(`${path} ended with ${code}:\n${stderr}\n${stdout}`);
  return stdout;
}
