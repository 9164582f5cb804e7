import { expect, test } from 'vitest';
import { Failure } from '../../base/failure.ts';
import { silentLogger } from '../../base/log.ts';
import type { MailRoute } from '../ports/directory.ts';
import { createMailRoutes } from './mail-routes.ts';

const route = (pattern: string, host: string, more: Partial<MailRoute> = {}): MailRoute => ({
  ...{ pattern, host, port: 25, tls: 'opportunistic', userName: null, sealedPassword: null },
  ...more,
});
const TABLE = [route('example.com', 'exact'), route('.example.com', 'below'), route('.sub.example.com', 'nearer')];
const SMART = route('*', 'smart', { port: 587, userName: 'u', sealedPassword: Buffer.from('p') });

async function find(table: readonly MailRoute[], lane: string, lookUp = 'on') {
  const routes = createMailRoutes({
    store: { reader: () => ({ directory: { mailRoutes: async () => table } }) } as never,
    settings: { get: () => lookUp as never },
    log: silentLogger,
    openPassword: ({ host }) => {
      if (host === 'sealed') throw new Failure('unavailable', 'wrong key');
      return 'secret';
    },
  });
  await routes.reload();
  return routes.find(lane);
}

test.each([
  ['example.com', 'host:exact:25:'],
  ['a.example.com', 'host:below:25:'],
  ['a.b.sub.example.com', 'host:nearer:25:'],
  ['sub.example.com', 'host:below:25:'],
  ['badexample.com', 'mx:badexample.com'],
  ['example.org', 'mx:example.org'],
  ['[192.0.2.1]', 'mx:[192.0.2.1]'],
  ['file:archive', 'file:archive'],
])('%s goes by %s', async (lane, key) => expect((await find(TABLE, lane)).key).toBe(key));

test.each(['example.org', '[192.0.2.1]'])('%s goes by the smart host where there is one', async (lane) => {
  const credentials = { userName: 'u', password: 'secret' };
  expect(await find([...TABLE, SMART], lane)).toMatchObject({
    key: 'host:smart:587:u',
    plan: { kind: 'smtp', route: { kind: 'host', host: 'smart', port: 587, credentials } },
  });
});

test('what has no route is looked up', async () => {
  expect((await find([], 'example.org')).plan).toEqual({ kind: 'smtp', route: { kind: 'mx', domain: 'example.org' } });
});

test.each([
  ['[192.0.2.1]', '192.0.2.1'],
  ['[IPv6:2001:db8::1]', '2001:db8::1'],
])('%s is spoken to directly, with or without DNS', async (lane, host) => {
  expect((await find([], lane, 'off')).plan).toMatchObject({ kind: 'smtp', route: { kind: 'host', host, port: 25 } });
});

test('without DNS and without a route mail goes back', async () => {
  expect((await find([], 'example.org', 'off')).plan).toMatchObject({
    kind: 'none',
    isPermanent: true,
    status: '5.4.4',
  });
});

test('a password that does not open puts mail off', async () => {
  const sealed = route('*', 'sealed', { userName: 'u', sealedPassword: Buffer.from('p') });
  expect((await find([sealed], 'example.org')).plan).toMatchObject({ kind: 'none', isPermanent: false });
});

test.each([
  ['file:archive', { kind: 'file', name: 'archive' }, 1],
  ['program:fax', { kind: 'program', name: 'fax' }, 2],
])('%s is not sent anywhere', async (lane, channel, most) => {
  expect(await find([SMART], lane)).toMatchObject({ plan: { kind: 'local', channel }, most });
});
