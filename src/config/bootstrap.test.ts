import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { firstDomain, loadBootstrap, serverHostname } from './bootstrap.ts';
import { listenerSpecs } from './listeners.ts';

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bootstrap-'));
  file = join(folder, 'mailroom.json');
});
afterEach(() => rm(folder, { recursive: true }));

const load = async (content: unknown, flags = {}) => {
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
  return loadBootstrap(file, flags);
};

test('paths are relative to the file, and the command line counts more', async () => {
  const content = {
    dataDir: 'data',
    domain: 'example.org',
    certificate: { certFile: 'cert.pem', keyFile: '/etc/key.pem' },
    lmtpSocket: { path: 'lmtp' },
  };
  expect(await load(content, { domain: 'example.com', hostname: undefined })).toEqual({
    dataDir: join(folder, 'data'),
    domain: 'example.com',
    certificate: { certFile: join(folder, 'cert.pem'), keyFile: '/etc/key.pem' },
    lmtpSocket: { path: join(folder, 'lmtp'), mode: '0660' },
    logLevel: 'info',
  });
});

test.each([
  [
    'a bad value',
    { logLevel: 'loud' },
    {},
    { origin: 'configuration', problem: 'not-one-of', field: 'FILE: logLevel' },
  ],
  ['one further down', { lmtpSocket: { path: '/x', mode: '999' } }, {}, { field: 'FILE: lmtpSocket.mode' }],
  ['a text for a group', { lmtpSocket: '/x' }, {}, { problem: 'wrong-type', field: 'FILE: lmtpSocket' }],
  ['an unknown name', { colour: 1 }, {}, { problem: 'unknown-field', names: ['colour'] }],
  ['a bad flag', {}, { dataDir: '' }, { origin: 'command-line', problem: 'empty', field: '--data-dir' }],
  ['a list', '[]', {}, { origin: 'configuration', reason: 'configuration-not-json' }],
  ['no JSON', '{', {}, { origin: 'configuration', reason: 'configuration-not-json' }],
])('%s is told with its place', async (_, content, flags, detail) => {
  const expected = JSON.parse(JSON.stringify(detail).replace('FILE', file)) as object;
  await expect(load(content, flags)).rejects.toMatchObject({ code: 'invalid', detail: expected });
});

test('a file that is not there', async () => {
  await expect(loadBootstrap(file, {})).rejects.toMatchObject({
    code: 'not-found',
    detail: { origin: 'configuration', file, cause: 'ENOENT' },
  });
});

test('the socket for LMTP is the owner’s alone unless it is given another place', async () => {
  const socket = (specs: ReturnType<typeof listenerSpecs>) => specs.find(({ name }) => name === 'lmtp-socket');
  expect(socket(listenerSpecs(folder, await load({})))).toEqual({
    name: 'lmtp-socket',
    path: join(folder, 'lmtp.sock'),
  });
  const path = '/var/spool/postfix/private/mailroom';
  const bootstrap = await load({ lmtpSocket: { path, mode: '0620', group: 'postfix' } });
  expect(socket(listenerSpecs(folder, bootstrap))).toEqual({
    name: 'lmtp-socket',
    path,
    mode: 0o620,
    group: 'postfix',
  });
});

test.each([
  ['mail.example.com', 'mail.example.com', 'example.com'],
  ['vm', 'vm.example.org', 'example.test'],
  ['vm.local', 'vm.local', 'example.test'],
])('a host called %s is %s, and its first domain %s', (hostname, name, domain) => {
  expect(serverHostname({ hostname }, 'example.org')).toBe(name);
  expect(firstDomain({ hostname, logLevel: 'info' })).toBe(domain);
});
