import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { boundTo } from '../../../test/support/bound-to.ts';
import { openTestDirectory } from '../../../test/support/directory.ts';
import { systemClock } from '../../base/clock.ts';
import { SecretBox } from '../../base/secret-box.ts';
import { SYSTEM } from '../access/caller.ts';
import { createRoutes, type NewRoute, openRoutePassword } from './routes.ts';

const SMART_HOST: NewRoute = {
  pattern: '*',
  host: 'smtp.example.com',
  port: 587,
  tls: 'required',
  signIn: { userName: 'office', password: 'correct horse' },
};

async function open() {
  const directory = await openTestDirectory();
  return {
    directory,
    routes: boundTo(SYSTEM, createRoutes({ ...directory, clock: systemClock })),
    [Symbol.asyncDispose]: () => directory[Symbol.asyncDispose](),
  };
}

test('a route is added, replaced and deleted', async () => {
  await using office = await open();
  const { routes } = office;
  await routes.set({ ...SMART_HOST, signIn: null });
  await routes.set({
    ...SMART_HOST,
    pattern: '.Bücher.example.org',
    host: '[IPv6:2001:DB8::1]',
    port: 25,
    signIn: null,
  });
  await routes.set({ ...SMART_HOST, host: 'relay.example.com', signIn: null });
  expect((await routes.list()).map(({ pattern, host }) => [pattern, host])).toEqual(
    expect.arrayContaining([
      ['*', 'relay.example.com'],
      ['.xn--bcher-kva.example.org', '2001:db8::1'],
    ]),
  );
  await routes.delete('*');
  expect(await routes.list()).toHaveLength(1);
  await expect(routes.delete('*')).rejects.toMatchObject({ code: 'not-found', detail: { kind: 'route' } });
});

describe('a password', () => {
  test('is sealed, and opens for its own host only', async () => {
    await using office = await open();
    await office.routes.set(SMART_HOST);
    const [route] = await office.routes.list();
    if (route === undefined) throw new Error('no route');
    expect(Buffer.from(route.sealedPassword ?? []).toString('latin1')).not.toContain('horse');
    expect(openRoutePassword(office.directory.box, route)).toBe('correct horse');
    for (const changed of [{ host: 'evil.example.org' }, { tls: 'none' as const }, { port: 25 }]) {
      expect(() => openRoutePassword(office.directory.box, { ...route, ...changed })).toThrow(/does not open/);
    }
    expect(() => openRoutePassword(new SecretBox(randomBytes(32)), route)).toThrow(/does not open/);
  });

  test.each([
    ['opportunistic', 'smtp.example.com', false],
    ['none', '192.0.2.1', false],
    ['none', '127.0.0.1', true],
    ['implicit', 'smtp.example.com', true],
  ] as const)('over TLS %s to %s', async (tls, host, isFine) => {
    await using office = await open();
    const set = office.routes.set({ ...SMART_HOST, tls, host });
    if (isFine) await set;
    else await expect(set).rejects.toMatchObject({ code: 'invalid', detail: { reason: 'sign-in-without-tls' } });
  });
});

test.each([
  [{ pattern: '' }, 'domain'],
  [{ pattern: '*.example.org' }, 'domain'],
  [{ pattern: '..example.org' }, 'domain'],
  [{ host: '' }, 'host'],
  [{ host: '192.0.2.0/24' }, 'host'],
  [{ host: 'a b' }, 'host'],
  [{ port: 0 }, 'port'],
  [{ port: 65_536 }, 'port'],
  [{ signIn: { userName: '', password: 'x' } }, 'userName'],
  [{ signIn: { userName: 'a\r\nMAIL FROM', password: 'x' } }, 'userName'],
  [{ signIn: { userName: 'a', password: '' } }, 'password'],
])('%j is refused', async (change, field) => {
  await using office = await open();
  await expect(office.routes.set({ ...SMART_HOST, ...change })).rejects.toMatchObject({
    code: 'invalid',
    detail: { field },
  });
  expect(await office.routes.list()).toEqual([]);
});
