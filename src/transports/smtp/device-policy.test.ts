import { expect, test } from 'vitest';
import type { Settings } from '../../domain/settings/settings.ts';
import { createDevicePolicy } from './device-policy.ts';

test('only addresses of the list may submit without signing in, and a change counts at once', () => {
  let networks: readonly string[] = [];
  const settings: Pick<Settings, 'get'> = { get: () => networks as never };
  const isDevice = createDevicePolicy(settings);
  expect(isDevice('192.0.2.7')).toBe(false);
  networks = ['192.0.2.0/28', '2001:db8::/64'];
  const asked = ['192.0.2.7', '192.0.2.16', '2001:db8::7', '2001:db8:0:1::7', ''];
  expect(asked.map(isDevice)).toEqual([true, false, true, false, false]);
  networks = ['198.51.100.1'];
  expect(['192.0.2.7', '198.51.100.1'].map(isDevice)).toEqual([false, true]);
  networks = [];
  expect(isDevice('198.51.100.1')).toBe(false);
});
