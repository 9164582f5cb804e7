import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { freePort } from '../../bench/harness/ports.ts';
import { bindListeners, FALLBACK_PORT_OFFSET } from './bind-listeners.ts';
import { findGroupId } from './find-group-id.ts';

let servers: Server[] = [];
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bind-'));
});

afterEach(async () => {
  for (const server of servers) server.close();
  servers = [];
  await rm(folder, { recursive: true });
});

describe('ports', () => {
  test('are the standard ones where these are free', async () => {
    const port = await freePort();
    using bound = await bindListeners([{ name: 'smtp', port }]);
    expect(bound.portOffset).toBe(0);
    expect(bound.listeners[0]?.port).toBe(port);
  });

  test('are all moved when one of them is taken', async () => {
    const taken = await takenPort();
    const free = await freePort();
    using bound = await bindListeners([
      { name: 'imap', port: free },
      { name: 'smtp', port: taken },
    ]);
    expect(bound.portOffset).toBe(FALLBACK_PORT_OFFSET);
    expect(bound.listeners[0]?.port).toBe(free + FALLBACK_PORT_OFFSET);
    expect(bound.listeners[1]?.port).toBe(taken + FALLBACK_PORT_OFFSET);
  });

  test('are not moved when an offset is given, and none stays bound', async () => {
    const taken = await takenPort();
    const free = await freePort();
    const specs = [
      { name: 'imap', port: free },
      { name: 'smtp', port: taken },
    ];
    await expect(bindListeners(specs, { portOffset: 0 })).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringMatching(
        `port ${taken} \\(smtp\\) is in use by node \\(process ${process.pid}\\)`,
      ) as string,
    });
    await takenPort(free);
  });

  test('are not moved away from sockets that are bound already', async () => {
    const taken = await takenPort();
    const inherited = new Map([['imap', 17]]);
    const specs = [
      { name: 'imap', port: 143 },
      { name: 'smtp', port: taken },
    ];
    await expect(bindListeners(specs, { inherited })).rejects.toMatchObject({ code: 'unavailable' });
    using bound = await bindListeners(specs.slice(0, 1), { inherited });
    expect(bound.listeners).toEqual([{ name: 'imap', fd: 17 }]);
  });

  test('at an address that the host does not have fail clearly', async () => {
    await expect(bindListeners([{ name: 'smtp', port: 0, host: '192.0.2.1' }])).rejects.toMatchObject({
      code: 'invalid',
      message: 'cannot bind 192.0.2.1 port 0 (smtp): EADDRNOTAVAIL',
    });
  });
});

describe('paths', () => {
  test('are their owner’s alone unless a mode and a group are given', async () => {
    const [own, shared] = [join(folder, 'own.sock'), join(folder, 'shared.sock')];
    // A group that this process may give away: any for root, one of its own for others.
    const group = process.getuid?.() === 0 ? 12_345 : Math.max(...(process.getgroups?.() ?? []));
    using _bound = await bindListeners([
      { name: 'admin', path: own },
      { name: 'lmtp-socket', path: shared, mode: 0o660, group: String(group) },
    ]);
    expect((await stat(own)).mode & 0o777).toBe(0o600);
    expect(await stat(shared)).toMatchObject({ gid: group, uid: process.getuid?.() });
    expect((await stat(shared)).mode & 0o777).toBe(0o660);
  });

  test('with a group by its name, or one that nobody knows', async () => {
    expect(await findGroupId('root')).toBe(0);
    const path = join(folder, 'lmtp.sock');
    await expect(bindListeners([{ name: 'lmtp-socket', path, group: 'no such group' }])).rejects.toMatchObject({
      code: 'not-found',
      detail: { group: 'no such group' },
    });
    expect(existsSync(path)).toBe(false);
  });

  test('in a folder that is not there', async () => {
    const path = join(folder, 'missing/lmtp.sock');
    await expect(bindListeners([{ name: 'lmtp-socket', path }])).rejects.toMatchObject({
      code: 'invalid',
      detail: { origin: 'configuration', path, cause: expect.stringMatching(/ENOENT|EACCES/) as string },
    });
  });

  test('left behind by a killed process are used again', async () => {
    const path = join(folder, 'lmtp.sock');
    writeDeadSocket(path);
    using bound = await bindListeners([{ name: 'lmtp', path }]);
    expect(bound.listeners).toHaveLength(1);
  });

  test('of a living server, and of anything that is no socket, are left alone', async () => {
    const path = join(folder, 'lmtp.sock');
    servers.push(createServer().listen(path));
    await expect(bindListeners([{ name: 'lmtp', path }])).rejects.toMatchObject({ code: 'unavailable' });
    const file = join(folder, 'precious');
    await writeFile(file, 'mail');
    await expect(bindListeners([{ name: 'lmtp', path: file }])).rejects.toMatchObject({ code: 'unavailable' });
    expect(existsSync(file)).toBe(true);
  });

  test.runIf(process.platform === 'linux')('of a server that does not listen yet are left alone', async () => {
    const path = join(folder, 'lmtp.sock');
    using _starting = await bindListeners([{ name: 'lmtp', path }]);
    await expect(bindListeners([{ name: 'lmtp', path }])).rejects.toMatchObject({ code: 'unavailable' });
    expect(existsSync(path)).toBe(true);
  });

  test('in a folder that does not exist fail clearly', async () => {
    const path = join(folder, 'nowhere', 'lmtp.sock');
    await expect(bindListeners([{ name: 'lmtp', path }])).rejects.toMatchObject({ code: 'invalid' });
  });
});

describe('a socket that is let go of', () => {
  test('is bound again at the port that it had', async () => {
    using bound = await bindListeners([{ name: 'imap', port: 0 }], { portOffset: 0 });
    const port = bound.listeners[0]?.port ?? 0;
    expect([bound.release('imap'), bound.release('imap')]).toEqual([true, true]);
    expect(bound.listeners).toEqual([]);
    const taken = await takenPort(port);
    const failed: string[] = [];
    await bound.rebind((name) => failed.push(name));
    expect([failed, bound.listeners]).toEqual([['imap'], []]);
    await closeServers();
    await bound.rebind((name) => failed.push(name));
    expect([failed.length, bound.listeners[0]?.port]).toEqual([1, taken]);
  });

  test('stays where somebody else has it as well', async () => {
    using systemd = await bindListeners([{ name: 'imap', port: 0 }], { portOffset: 0 });
    const inherited = new Map([['imap', systemd.listeners[0]?.fd ?? -1]]);
    using bound = await bindListeners([{ name: 'imap', port: 0 }], { portOffset: 0, inherited });
    expect(bound.release('imap')).toBe(false);
    expect(bound.listeners).toHaveLength(1);
  });
});

async function closeServers(): Promise<void> {
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
}

async function takenPort(given?: number): Promise<number> {
  const port = given ?? (await freePort());
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  servers.push(server);
  return port;
}

/** Bound, and never listened on: what a connection finds is what a killed process leaves. */
function writeDeadSocket(path: string): void {
  const script = `new (require('node:net').BoundSocket)({ path: ${JSON.stringify(path)} }); process.kill(process.pid, 'SIGKILL')`;
  spawnSync(process.execPath, ['-e', script]);
  expect(existsSync(path)).toBe(true);
}
