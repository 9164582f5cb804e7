import { expect, test } from 'vitest';
import { systemdSockets } from './systemd-sockets.ts';

const NAMES = ['smtp', 'imap'];

test('names the sockets from 3 on', () => {
  const env = { LISTEN_PID: '7', LISTEN_FDS: '2', LISTEN_FDNAMES: 'imap:smtp' };
  expect([...systemdSockets(env, 7, NAMES)]).toEqual([
    ['imap', 3],
    ['smtp', 4],
  ]);
});

test('takes what the launcher passes on, without a process id', () => {
  expect(systemdSockets({ LISTEN_FDS: '1', LISTEN_FDNAMES: 'smtp' }, 7, NAMES).get('smtp')).toBe(3);
});

test.each([
  ['nothing', {}],
  ['another process', { LISTEN_PID: '8', LISTEN_FDS: '1', LISTEN_FDNAMES: 'smtp' }],
  ['nonsense', { LISTEN_FDS: 'many' }],
])('finds none when the environment names %s', (_what, env) => {
  expect(systemdSockets(env, 7, NAMES).size).toBe(0);
});

test.each([
  ['an unknown name', { LISTEN_FDS: '1', LISTEN_FDNAMES: 'gopher' }],
  ['a socket without a name', { LISTEN_FDS: '2', LISTEN_FDNAMES: 'smtp' }],
  ['a name twice', { LISTEN_FDS: '2', LISTEN_FDNAMES: 'smtp:smtp' }],
])('refuses %s', (_what, env) => {
  expect(() => systemdSockets(env, 7, NAMES)).toThrow(expect.objectContaining({ code: 'invalid' }) as Error);
});
