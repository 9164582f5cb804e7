import { describe, expect, test } from 'vitest';
import { testSettings } from '../../../test/support/test-settings.ts';
import { ZoneNames } from '../../../test/support/zone-names.ts';
import { serviceRecords } from '../client-setup/service-records.ts';
import type { DkimKey } from '../ports/directory.ts';
import type { DkimKeyId, DomainId } from '../ports/ids.ts';
import type { SrvRecord } from '../ports/name-service.ts';
import { createDomainDns } from './domain-dns.ts';

const KEY: DkimKey = {
  id: 1 as DkimKeyId,
  domain: 1 as DomainId,
  selector: 'e20261123',
  algorithm: 'ed25519-sha256',
  sealedPrivateKey: new Uint8Array(),
  publicKey: 'abc+/=',
  state: 'active',
  createdAtMs: 0,
  stateSinceMs: 0,
};

const SERVERS = [
  { protocol: 'imap', host: 'mx.example.org', port: 993, security: 'tls' },
  { protocol: 'imap', host: 'mx.example.org', port: 143, security: 'starttls' },
  { protocol: 'pop3', host: 'mx.example.org', port: 995, security: 'tls' },
  { protocol: 'submission', host: 'mx.example.org', port: 465, security: 'tls' },
  { protocol: 'submission', host: 'mx.example.org', port: 587, security: 'starttls' },
] as const;

function dnsOf(names: ZoneNames, reportAddress = '') {
  return createDomainDns({
    keys: { list: () => Promise.resolve([KEY]) },
    names,
    settings: testSettings({ reportAddress }),
    hostname: 'mx.example.org',
    serviceRecords: (domain) =>
      serviceRecords(domain, { servers: () => SERVERS, webOrigin: () => 'https://mx.example.org' }),
  });
}

async function stateOf(names: ZoneNames, purpose: string): Promise<string | undefined> {
  const checked = await dnsOf(names).check('example.org', new AbortController().signal);
  return checked.find((record) => record.purpose === purpose)?.state;
}

test('what is to be published', async () => {
  const records = await dnsOf(new ZoneNames(), 'reports@example.org').records('example.org');
  expect(records.map(({ name, type, value }) => `${name} ${type} ${value}`)).toEqual([
    'example.org MX 10 mx.example.org.',
    'example.org TXT v=spf1 mx -all',
    'e20261123._domainkey.example.org TXT v=DKIM1; k=ed25519; p=abc+/=',
    '_dmarc.example.org TXT v=DMARC1; p=none; rua=mailto:reports@example.org',
    '_smtp._tls.example.org TXT v=TLSRPTv1; rua=mailto:reports@example.org',
    '_submissions._tcp.example.org SRV 0 1 465 mx.example.org.',
    '_submission._tcp.example.org SRV 10 1 587 mx.example.org.',
    '_imaps._tcp.example.org SRV 0 1 993 mx.example.org.',
    '_pop3s._tcp.example.org SRV 10 1 995 mx.example.org.',
    '_autodiscover._tcp.example.org SRV 0 1 443 mx.example.org.',
    'autoconfig.example.org CNAME mx.example.org.',
    'autodiscover.example.org CNAME mx.example.org.',
  ]);
});

test('what is published as suggested is right', async () => {
  const names = new ZoneNames().set('MX', 'example.org', { preference: 10, exchange: 'mx.example.org' });
  for (const { name, type, value } of await dnsOf(names).records('example.org')) {
    if (type === 'TXT') names.set('TXT', name, value);
    if (type === 'CNAME') names.set('CNAME', name, value.slice(0, -1));
    if (type !== 'SRV') continue;
    const [priority = 0, weight = 0, port = 0] = value.split(' ').map(Number);
    names.set('SRV', name, { priority, weight, port, target: 'mx.example.org' });
  }
  const checked = await dnsOf(names).check('example.org', new AbortController().signal);
  expect(checked.filter(({ state }) => state !== 'ok')).toEqual([]);
});

test.each([
  ['192.0.2.1', 'ok'],
  ['192.0.2.2', 'different'],
  [null, 'missing'],
] as const)('an address %s in place of an alias: %s', async (address, state) => {
  const names = new ZoneNames().setHost('mx.example.org', '192.0.2.1');
  if (address !== null) names.set('A', 'autoconfig.example.org', address);
  const checked = await dnsOf(names).check('example.org', new AbortController().signal);
  expect(checked.find(({ name }) => name === 'autoconfig.example.org')?.state).toBe(state);
});

describe('what is published otherwise', () => {
  const submissions = (record: SrvRecord) => new ZoneNames().set('SRV', '_submissions._tcp.example.org', record);
  const texts = (name: string, ...records: string[]) => new ZoneNames().set('TXT', name, ...records);

  test.each([
    ['spf', texts('example.org', 'v=spf1 ip4:192.0.2.1 -all', 'other'), 'ok'],
    ['spf', texts('example.org', 'v=spf1 include:_spf.example.com ~all'), 'ok'],
    ['spf', texts('example.org', 'v=spf1 -all'), 'different'],
    ['spf', texts('example.org', 'v=spf1 mx -all', 'v=spf1 a -all'), 'different'],
    ['spf', texts('example.org', 'other'), 'missing'],
    ['dkim', texts('e20261123._domainkey.example.org', 'p = abc+ /= ; v=DKIM1'), 'ok'],
    ['dkim', texts('e20261123._domainkey.example.org', 'v=DKIM1; k=ed25519; p=other'), 'different'],
    ['dmarc', texts('_dmarc.example.org', 'v=DMARC1; p=none'), 'ok'],
    ['dmarc', texts('_dmarc.example.org', 'v=DMARC1; p=x'), 'different'],
    ['mx', new ZoneNames().set('MX', 'example.org', { preference: 5, exchange: 'mx.example.com' }), 'different'],
    ['mx', new ZoneNames(), 'missing'],
    // The first of them is that of submission.
    ['service', submissions({ priority: 5, weight: 0, port: 465, target: 'mx.example.org' }), 'ok'],
    ['service', submissions({ priority: 0, weight: 1, port: 465, target: 'mx.example.com' }), 'different'],
    ['service', submissions({ priority: 0, weight: 1, port: 4650, target: 'mx.example.org' }), 'different'],
    ['service', submissions({ priority: 0, weight: 0, port: 0, target: '' }), 'different'],
    ['service', new ZoneNames(), 'missing'],
    ['service', new ZoneNames().trouble('*', 'failed'), 'unknown'],
    ['mx', new ZoneNames().trouble('*', 'failed'), 'unknown'],
  ] as const)('%s', async (purpose, names, state) => {
    expect(await stateOf(names, purpose)).toBe(state);
  });
});
