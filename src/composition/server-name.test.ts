import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { silentLogger } from '../base/log.ts';
import { bootstrapSchema } from '../config/bootstrap.ts';
import { startServer } from '../server.ts';
import { serverName } from './server-name.ts';

const name = (hostname: string) => serverName(bootstrapSchema.parse({ hostname }), 'example.test');

test.each([
  ['mail.example.test', 'mail.example.test'],
  ['MAIL.Example.Test', 'mail.example.test'],
  ['mail', 'mail.example.test'],
  ['mail.bücher.example', 'mail.xn--bcher-kva.example'],
])('%s is %s', (hostname, expected) => {
  expect(name(hostname)).toBe(expected);
});

// Each would stand in greetings, header fields and certificates.
test.each(['bad host', 'x\r\n250 evil.example.test', '192.0.2.1', '[192.0.2.1]', 'a..b', '', 'mail.example.test.'])(
  '%j is no name for a server',
  (hostname) => {
    expect(() => name(hostname)).toThrow(expect.objectContaining({ code: 'invalid' }));
  },
);

test('a host without a domain gets the first one, also when it is no longer named on the command line', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'server-name-'));
  const start = async (given: object) => {
    const bootstrap = { ...bootstrapSchema.parse({ hostname: 'vm', ...given }), dataDir };
    const server = await startServer({ bootstrap, log: silentLogger, listeners: [] });
    await server.stop(0);
    return server.hostname;
  };
  try {
    expect(await start({ domain: 'example.org' })).toBe('vm.example.org');
    expect(await start({})).toBe('vm.example.org');
    expect(await start({ domain: 'example.com' })).toBe('vm.example.org');
  } finally {
    await rm(dataDir, { recursive: true });
  }
});

test('a host without a domain on a first start without one', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'server-name-'));
  const bootstrap = { ...bootstrapSchema.parse({ hostname: 'vm' }), dataDir };
  const server = await startServer({ bootstrap, log: silentLogger, listeners: [] });
  try {
    expect(server.hostname).toBe('vm.example.test');
  } finally {
    await server.stop(0);
    await rm(dataDir, { recursive: true });
  }
});
