/** Browsers that are none: they begin requests and never end them, and hold what they get. SECURITY "HTTP" */
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from 'node:tls';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ENDPOINTS } from '../../src/wire/admin/endpoints.ts';
import { type SpawnedServer, spawnServer, TEST_HOSTNAME } from '../support/server.ts';
import { openWeb } from '../support/web.ts';

const CONNECTIONS = 1000;
/** What one may cost, TLS included. */
const MAX_KILOBYTES_EACH = 120;
/** What the process takes from the system in one go, whatever for. */
const SLACK_KILOBYTES = 24 * 1024;
const HOST = `Host: ${TEST_HOSTNAME}\r\n`;

let server: SpawnedServer;
let sockets: Socket[] = [];
const set = (name: string, value: string) =>
  server.admin.call(ENDPOINTS['settings.set'], { path: { name }, body: { value } });

beforeEach(async () => {
  server = await spawnServer();
});
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  sockets = [];
  await server[Symbol.asyncDispose]();
});

async function residentKilobytes(): Promise<number> {
  // /proc is Linux's.
  const status = await readFile(`/proc/${server.serverPid}/status`, 'latin1');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]);
}

/** Waits until a figure has stopped growing. */
async function settled(measure: () => Promise<number>): Promise<number> {
  let last = -1;
  for (let now = await measure(); now > last; now = await measure()) {
    last = now;
    await sleep(100);
  }
  return last;
}

/** Those that were let in; the others are closed during their handshake. */
async function openMany(count: number, octets: string): Promise<number> {
  let isIn = 0;
  for (let left = count; left > 0; left -= 50) {
    const some = Array.from({ length: 50 }, () =>
      connect({ port: server.ports.https, host: '127.0.0.1', rejectUnauthorized: false }),
    );
    sockets.push(...some);
    const outcomes = some.map((socket) =>
      once(
        socket.on('error', () => {}),
        'secureConnect',
      ).then(
        () => socket.write(octets, 'latin1'),
        () => null,
      ),
    );
    isIn += (await Promise.all(outcomes)).filter((outcome) => outcome !== null).length;
  }
  return isIn;
}

const HALVES: readonly [string, string][] = [
  ['the head of a request', `GET / HTTP/1.1\r\n${HOST}A: ${'x'.repeat(8000)}`],
  [
    'the body of a request',
    `POST /api/v1/sign-in HTTP/1.1\r\n${HOST}Content-Type: application/json\r\nContent-Length: 60000\r\n\r\n${'x'.repeat(8000)}`,
  ],
];

describe.runIf(process.platform === 'linux').each(HALVES)('%s, half of it', (name, half) => {
  test(`${CONNECTIONS} times`, async () => {
    await set('httpHeadersTimeoutMs', '5m');
    // What the first ones need is needed once.
    await openMany(100, half);
    const before = await settled(residentKilobytes);
    expect(await openMany(CONNECTIONS, half)).toBe(CONNECTIONS);
    const grown = (await settled(residentKilobytes)) - before;
    process.stdout.write(`${name}: ${Math.round(grown / CONNECTIONS)} KB each\n`);
    expect(grown).toBeLessThan(CONNECTIONS * MAX_KILOBYTES_EACH + SLACK_KILOBYTES);
    expect((await openWeb(server).get('/robots.txt')).status).toBe(200);
  });
});

test('from one address that is not trusted there is an end to it, and the protocols of mail go on', async () => {
  await set('trustedNetworks', '');
  await set('httpMaxConnectionsPerAddress', '100');
  expect(await openMany(300, `GET / HTTP/1.1\r\n${HOST}`)).toBe(100);
  const { services } = await server.admin.call(ENDPOINTS['service.list'], {});
  expect(JSON.stringify(services)).toContain('"connections":100');
});

test('who never ends the head of a request is let go in time', async () => {
  await set('httpHeadersTimeoutMs', '1s');
  await openMany(50, `GET / HTTP/1.1\r\n${HOST}`);
  for (const socket of sockets) if (!socket.closed) await once(socket.resume(), 'close');
});
