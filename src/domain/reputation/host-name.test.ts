import { expect, test } from 'vitest';
import { ZoneNames } from '../../../test/support/zone-names.ts';
import { findHostName } from './host-name.ts';

const find = (names: ZoneNames, address = '192.0.2.1') =>
  findHostName(names, address, 30, new AbortController().signal);
const names = () => new ZoneNames();

test('a name that leads back to the address', async () => {
  expect(await find(names().setHost('mail.example.org', '192.0.2.1'))).toEqual({
    kind: 'confirmed',
    name: 'mail.example.org',
  });
});

test('of IPv6, in whatever form it is written', async () => {
  const zone = names().set('PTR', '2001:db8::1', 'mail.example.org').set('AAAA', 'mail.example.org', '2001:DB8:0::0:1');
  expect(await find(zone, '2001:db8::1')).toMatchObject({ kind: 'confirmed' });
});

test('the first right one of several, and a few only are asked for', async () => {
  const many = Array.from({ length: 100 }, (_, i) => `n${i}.example.org`);
  const zone = names().set('PTR', '192.0.2.1', ...many);
  zone.set('A', 'n3.example.org', '192.0.2.7', '192.0.2.1').set('A', 'n50.example.org', '192.0.2.1');
  expect(await find(zone)).toEqual({ kind: 'confirmed', name: 'n3.example.org' });
  expect(zone.asked.length).toBe(6);
});

test.each([
  ['none', names()],
  ['none', names().set('PTR', '192.0.2.1')],
  ['unconfirmed', names().set('PTR', '192.0.2.1', 'mail.example.org').set('A', 'mail.example.org', '192.0.2.2')],
  ['unconfirmed', names().set('PTR', '192.0.2.1', 'mail.example.org')],
  ['unknown', names().trouble('*', 'silent')],
  ['unknown', names().trouble('*', 'failed')],
  ['unknown', names().setHost('mail.example.org', '192.0.2.1').trouble('mail.example.org', 'silent')],
] as const)('%s', async (kind, zone) => expect(await find(zone)).toMatchObject({ kind }));

test('ends with the client', async () => {
  const ending = new AbortController();
  const found = findHostName(names().trouble('*', 'silent'), '192.0.2.1', 60_000, ending.signal);
  ending.abort();
  expect(await found).toEqual({ kind: 'unknown' });
});
