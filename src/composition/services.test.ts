/** Services of a whole server: stopped, refused by the kernel, started again, and over a restart of the server process. */
import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import { spawnServer, startTestServer } from '../../test/support/server.ts';
import { ENDPOINTS } from '../wire/admin/endpoints.ts';

/** What a client sees: the greeting, or the error of the system. */
function greetingOf(port: number): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('data', (line) => (socket.destroy(), resolve(line.toString())));
    socket.once('error', ({ message }) => resolve(message));
    socket.once('close', () => resolve('closed'));
  });
}

const OPEN = /^\* OK/;
const REFUSED = /ECONNREFUSED/;
const byName = (name: string) => ({ path: { name } });

describe('a server in this process', () => {
  test('answers on each of its listeners as it should', async () => {
    await using server = await startTestServer();
    const { services } = await server.admin.call(ENDPOINTS['service.check']);
    expect(services.filter(({ state }) => state !== 'running')).toEqual([]);
    expect(services.map(({ name }) => name)).toEqual(expect.arrayContaining(['smtp', 'imap', 'ldap', 'delivery']));
    expect(services.find(({ name }) => name === 'imap')).toMatchObject({
      listeners: [
        { name: 'imap', port: server.ports.imap, security: 'starttls' },
        { name: 'imaps', port: server.ports.imaps, security: 'implicit-tls' },
      ],
    });
  });

  test('ends the sessions of a service that is stopped, and refuses new ones until it is started', async () => {
    await using server = await startTestServer();
    const { imap, imaps, pop3 } = server.ports;
    const session = connect(imap, '127.0.0.1');
    let received = '';
    session.on('data', (data) => {
      received += data.toString();
    });
    await expect.poll(() => received).toMatch(OPEN);
    const ended = new Promise((resolve) => session.once('close', resolve));
    const stopped = await server.admin.call(ENDPOINTS['service.stop'], byName('imap'));
    expect(stopped).toMatchObject({ state: 'stopped', connections: 0 });
    await ended;
    expect(received).toMatch(/\* BYE/);
    expect(await greetingOf(imap)).toMatch(REFUSED);
    expect(await greetingOf(imaps)).toMatch(REFUSED);
    expect(await greetingOf(pop3)).toMatch(/^\+OK/);
    expect(await server.admin.call(ENDPOINTS['service.start'], byName('imap'))).toMatchObject({ state: 'running' });
    expect(await greetingOf(imap)).toMatch(OPEN);
  });

  test('says which of its ports is taken by another program', async () => {
    await using server = await startTestServer();
    await server.admin.call(ENDPOINTS['service.stop'], byName('imap'));
    const { createServer } = await import('node:net');
    const other = createServer().listen(server.ports.imap, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    expect(await server.admin.call(ENDPOINTS['service.start'], byName('imap'))).toMatchObject({
      state: 'failed',
      problem: { code: 'cannot-listen', place: 'imap', cause: expect.stringContaining('in use') as string },
    });
    await new Promise((resolve) => other.close(resolve));
    const { services } = await server.admin.call(ENDPOINTS['service.check']);
    expect(services.find(({ name }) => name === 'imap')?.state).toBe('running');
  });
});

test('a supervised server: stopped over a restart of the server process, started again at the same port', async () => {
  await using server = await spawnServer();
  const { imap } = server.ports;
  const serverPid = async () => (await server.admin.call(ENDPOINTS.status)).process.pid;
  const restart = async () => {
    const before = await serverPid();
    process.kill(before, 'SIGKILL');
    await expect.poll(() => serverPid().catch(() => before), { timeout: 30_000, interval: 100 }).not.toBe(before);
  };
  await server.admin.call(ENDPOINTS['service.stop'], byName('imap'));
  expect(await greetingOf(imap)).toMatch(REFUSED);
  await restart();
  expect(await greetingOf(imap)).toMatch(REFUSED);
  await server.admin.call(ENDPOINTS['service.start'], byName('imap'));
  expect(await greetingOf(imap)).toMatch(OPEN);
  // From here on the socket is the supervisor's again.
  await restart();
  expect(await greetingOf(imap)).toMatch(OPEN);
}, 90_000);
