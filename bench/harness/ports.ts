import { connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const RETRY_MS = 20;

/** A port of 127.0.0.1 that nobody listens on now. Nothing reserves it: take it soon. */
export async function freePort(): Promise<number> {
  const server = createServer();
  const port = await new Promise<number>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (typeof address === 'object' && address !== null) resolve(address.port);
    });
  });
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return await new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
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
