import { describe, expect, test } from 'vitest';
import { NetworkSet } from '../../base/network.ts';
import { readForwarded } from './forwarded.ts';
import type { HttpRequest } from './server.ts';

const PROXIES = new NetworkSet(['192.0.2.0/28']);
const OFFICE = new NetworkSet(['198.51.100.0/24']);
const policy = {
  isForwarder: (address: string) => PROXIES.has(address),
  isTrusted: (address: string) => OFFICE.has(address),
};
const read = (headers: Record<string, string>, address = '192.0.2.1') =>
  readForwarded({ headers } as unknown as HttpRequest, { address, isTrusted: false }, policy);
const clientOf = (header: string) => read({ 'x-forwarded-for': header })?.peer.address;

test('who is no proxy of ours is believed nothing', () => {
  expect(read({ 'x-forwarded-for': '198.51.100.9', 'x-forwarded-proto': 'https' }, '203.0.113.1')).toBeNull();
  expect(read({ 'x-forwarded-for': '198.51.100.9' }, '')).toBeNull();
});

describe('the client is the last one that a proxy of ours names and that is none itself', () => {
  test.each([
    ['198.51.100.9', '198.51.100.9'],
    ['10.0.0.1, 203.0.113.9', '203.0.113.9'],
    ['198.51.100.9, 203.0.113.9, 192.0.2.2', '203.0.113.9'],
    ['2001:DB8::1', '2001:db8::1'],
    ['[2001:db8::1]:4711', '2001:db8::1'],
    ['203.0.113.9:4711', '203.0.113.9'],
    ['::ffff:203.0.113.9', '203.0.113.9'],
    ['192.0.2.2, 192.0.2.3', '192.0.2.2'],
    ['', '192.0.2.1'],
    ['unknown', '192.0.2.1'],
    ['198.51.100.9, <script>', '192.0.2.1'],
    ['198.51.100.9, <script>, 192.0.2.2', '192.0.2.2'],
    [`198.51.100.9${', 192.0.2.2'.repeat(1000)}`, '192.0.2.2'],
  ])('%#', (header, client) => {
    expect(clientOf(header)).toBe(client);
  });
});

test('whether limits count for him is his address’s matter, and not the proxy’s', () => {
  expect(read({ 'x-forwarded-for': '198.51.100.9' })?.peer.isTrusted).toBe(true);
  expect(read({ 'x-forwarded-for': '203.0.113.9' })?.peer.isTrusted).toBe(false);
});

test('TLS ends at the last proxy', () => {
  expect(read({ 'x-forwarded-proto': 'https' })?.isSecure).toBe(true);
  expect(read({ 'x-forwarded-proto': 'https, http' })?.isSecure).toBe(false);
  expect(read({})?.isSecure).toBe(false);
});
