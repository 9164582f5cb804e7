import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const RETRY_MS = 20;

/** Below those that the system gives to clients (from 32,768 on), so that no connection takes one meanwhile. */
const FIRST_PORT = 4000;
const LAST_PORT = 10_000;
/** Above them, with the highest port of a Mailroom still below those of clients. */
const FIRST_OFFSET = 10_500;
const LAST_OFFSET = 20_000;

/** What was given out once is not given out again: its taker may not have bound it yet. */
const given = new Set<number>();

/** A port of 127.0.0.1 that nobody listens on now, for TCP and UDP. Nothing reserves it: take it soon. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(FIRST_PORT, LAST_PORT);
    if (given.has(port) || !(await isFree(port)) || !(await isFreeForDatagrams(port))) continue;
    given.add(port);
    return port;
  }
}

/** What to add to these ports so that all of them are free now, for `--port-offset`. */
export async function freePortOffset(ports: readonly number[]): Promise<number> {
  for (;;) {
    const offset = randomInt(FIRST_OFFSET, LAST_OFFSET);
    const free = await Promise.all(ports.map((port) => isFree(port + offset)));
    if (free.every(Boolean)) return offset;
  }
}

export async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return await new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

async function isFreeForDatagrams(port: number): Promise<boolean> {
  const socket = createSocket('udp4');
  return await new Promise((resolve) => {
    socket.once('error', () => resolve(false));
    socket.bind(port, '127.0.0.1', () => socket.close(() => resolve(true)));
  });
}

/** Resolves when the server greets; a server that accepts and hangs up is not ready. */
export async function waitForGreeting(
  port: number,
  timeoutMs: number,
  isAlive: () => boolean,
  host = '127.0.0.1',
): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!(await greets(port, host))) {
    if (!isAlive()) throw new Error(`the server of port ${port} ended while starting`);
    if (performance.now() > deadline) throw new Error(`nothing greets on port ${port} after ${timeoutMs} ms`);
    await sleep(RETRY_MS);
  }
}

async function greets(port: number, host: string): Promise<boolean> {
  return await new Promise((resolve) => {
    const socket = connect(port, host);
    const settle = (value: boolean): void => {
      socket.destroy();
      resolve(value);
    };
    socket.once('data', () => settle(true));
    socket.once('error', () => settle(false));
    socket.once('close', () => settle(false));
  });
}

/** Resolves when somebody listens, for servers that wait for the client to begin. */
export async function waitForListener(port: number, timeoutMs: number, isAlive: () => boolean): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (await isFree(port)) {
    if (!isAlive()) throw new Error(`the server of port ${port} ended while starting`);
    if (performance.now() > deadline) throw new Error(`nobody listens on port ${port} after ${timeoutMs} ms`);
    await sleep(RETRY_MS);
  }
}
