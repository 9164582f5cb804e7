/** Clients that never finish what they begin: they cost little, and keep nobody else waiting. */
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { TcpListenerName } from '../../src/config/listeners.ts';
import { RawClient } from '../support/raw-client.ts';
import { type SpawnedServer, spawnServer } from '../support/server.ts';

const CONNECTIONS = 1000;
/** What one may cost. */
const MAX_KILOBYTES_EACH = 100;
/** What the process takes from the system in one go, whatever for. */
const SLACK_KILOBYTES = 24 * 1024;

let server: SpawnedServer;

beforeEach(async () => {
  server = await spawnServer();
});
afterEach(async () => {
  await server[Symbol.asyncDispose]();
});

async function residentKilobytes(): Promise<number> {
  // /proc is Linux's.
  const status = await readFile(`/proc/${server.serverPid}/status`, 'latin1');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]);
}

interface Half {
  readonly name: string;
  readonly service: TcpListenerName;
  readonly half: string;
}

const HALVES: readonly Half[] = [
  { name: 'SMTP: a long name', service: 'smtp', half: `EHLO ${'x'.repeat(1000)}` },
  { name: 'submission: AUTH', service: 'submission', half: 'EHLO client.example.org\r\nAUTH PLAI' },
  { name: 'IMAP: a literal', service: 'imap', half: `a LOGIN {8000}\r\n${'x'.repeat(7000)}` },
  { name: 'IMAP: a long line', service: 'imap', half: `a LOGIN ${'x'.repeat(8000)}` },
  { name: 'IMAP over TLS: a long line', service: 'imaps', half: `a LOGIN ${'x'.repeat(8000)}` },
  { name: 'POP3: PASS', service: 'pop3', half: 'USER alice\r\nPAS' },
];

describe.runIf(process.platform === 'linux').each(HALVES)('$name', ({ name, service, half }) => {
  test(`${CONNECTIONS} times`, async () => {
    const { [service]: port } = server.ports;
    const open = () => (service === 'imaps' ? RawClient.openTls(port) : RawClient.open(port));
    using clients = new DisposableStack();
    const openMany = async (count: number) => {
      for (let left = count; left > 0; left -= 50) {
        const some = await Promise.all(Array.from({ length: 50 }, open));
        for (const client of some) clients.use(client);
        await Promise.all(some.map((client) => client.line()));
        for (const client of some) client.send(half);
      }
    };
    // What the first ones need is needed once.
    await openMany(100);
    await settled(residentKilobytes);
    const before = await residentKilobytes();
    await openMany(CONNECTIONS);
    await settled(residentKilobytes);
    const grown = (await residentKilobytes()) - before;
    process.stdout.write(`${name}: ${Math.round(grown / CONNECTIONS)} KB each\n`);
    expect(grown).toBeLessThan(CONNECTIONS * MAX_KILOBYTES_EACH + SLACK_KILOBYTES);
    using other = await RawClient.open(server.ports.imap);
    await other.line();
    expect(await other.ask('a NOOP')).toBe('a OK NOOP completed');
  });
});

/** Waits until a figure has stopped growing. */
async function settled(measure: () => Promise<number>): Promise<void> {
  for (let last = -1, now = await measure(); now > last; now = await measure()) {
    last = now;
    await sleep(100);
  }
}

describe.runIf(process.platform === 'linux')('a line without end', () => {
  const MEGABYTE = 'x'.repeat(1024 * 1024);
  /** What a server that takes everything would have to keep. */
  const MOST_MEGABYTES = 512;

  /** Sends as fast as the server takes it, until that ends the connection. */
  async function flood(service: TcpListenerName, start: string): Promise<void> {
    using client = await RawClient.open(server.ports[service]);
    await client.line();
    client.send(start);
    for (let sent = 0; sent < MOST_MEGABYTES && !client.hasEnded; sent++) await client.sendAll(MEGABYTE);
    expect(client.hasEnded).toBe(true);
  }

  test.each([
    ['smtp', 'EHLO '],
    ['imap', 'a NOOP '],
    ['pop3', 'USER '],
  ] as const)('%s lets the client go', async (service, start) => {
    // What the first one needs is needed once.
    await flood(service, start);
    await settled(residentKilobytes);
    const before = await residentKilobytes();
    await flood(service, start);
    expect((await residentKilobytes()) - before).toBeLessThan(SLACK_KILOBYTES);
  });
});
