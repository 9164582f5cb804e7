import { beforeEach, describe, expect, test } from 'vitest';
import { ZoneNames } from '../../../test/support/zone-names.ts';
import { silentLogger } from '../../base/log.ts';
import { defaultValues } from '../settings/settings.ts';
import { BlockLists } from './block-lists.ts';

const ZONE = 'bl.example.org';
const never = new AbortController().signal;

let nowMs: number;
let names: ZoneNames;
let values: Record<string, unknown>;
let warnings: Record<string, unknown>[];
let lists: BlockLists;

beforeEach(() => {
  nowMs = 0;
  names = new ZoneNames().setBlockList(ZONE);
  values = { ...defaultValues(), dnsBlockLists: [`${ZONE} reject`], clientLookupTimeoutMs: 30 };
  warnings = [];
  lists = new BlockLists({
    names,
    settings: { get: (name) => values[name] as never },
    clock: { nowMs: () => nowMs, monotonicMs: () => nowMs },
    log: { ...silentLogger, warn: (fields) => warnings.push(fields) },
  });
});

const isListed = async (address = '192.0.2.99') => {
  const [list] = lists.current();
  return list !== undefined && (await lists.findClient(list, address, never)) !== null;
};
const isDomainListed = async (domain: string) => {
  const [list] = lists.current();
  return list !== undefined && (await lists.findDomain(list, domain, never)) !== null;
};

describe('a list', () => {
  test('holds who is listed', async () => {
    names.set('A', `99.2.0.192.${ZONE}`, '127.0.0.2');
    expect(await isListed()).toBe(true);
    expect(await isListed('192.0.2.98')).toBe(false);
  });

  test('answers for domains by their name', async () => {
    names.set('A', `example.net.${ZONE}`, '127.0.0.2');
    expect(await isDomainListed('example.net')).toBe(true);
    expect(await isDomainListed('www.example.net')).toBe(false);
    expect(await isDomainListed('[192.0.2.1]')).toBe(false);
  });

  test('of IPv4 addresses says nothing about IPv6, and nobody is warned', async () => {
    names.set('A', `${'0.'.repeat(24)}8.b.d.0.1.0.0.2.${ZONE}`, '127.0.0.2');
    expect(await isListed('2001:db8::')).toBe(false);
    expect(warnings).toEqual([]);
    names.set('A', `2.0.0.0.0.0.f.7.f.f.f.f${'.0'.repeat(20)}.${ZONE}`, '127.0.0.2');
    nowMs += 3_600_000;
    expect(await isListed('2001:db8::')).toBe(true);
  });

  test.each(['10.1.2.3', '172.31.0.1', '192.168.0.1', '100.64.0.1', '169.254.1.1', 'fd00::1', 'fe80::1'])(
    'is not told of %s, which is in a private network',
    async (address) => {
      expect(await isListed(address)).toBe(false);
      expect(names.asked).toEqual([]);
    },
  );

  test('counts by the codes that were asked for', async () => {
    values['dnsBlockLists'] = [`${ZONE} reject 127.0.0.4`];
    names.set('A', `99.2.0.192.${ZONE}`, '127.0.0.2').set('A', `98.2.0.192.${ZONE}`, '127.0.0.2', '127.0.0.4');
    expect(await isListed()).toBe(false);
    expect(await isListed('192.0.2.98')).toBe(true);
  });
});

describe('a list is ignored', () => {
  beforeEach(() => names.set('A', `99.2.0.192.${ZONE}`, '127.0.0.2'));

  test('that answers for everything', async () => {
    names.set('A', `1.0.0.127.${ZONE}`, '127.0.0.2');
    expect(await isListed()).toBe(false);
    expect(warnings).toEqual([{ zone: ZONE, kind: 'ipv4', health: 'unsound' }]);
  });

  test('that answers for everything with an address of the web', async () => {
    names.set('A', `1.0.0.127.${ZONE}`, '192.0.2.80').set('A', `2.0.0.127.${ZONE}`, '192.0.2.80');
    names.set('A', `99.2.0.192.${ZONE}`, '192.0.2.80');
    expect(await isListed()).toBe(false);
  });

  test('that was emptied', async () => {
    names.remove('A', `2.0.0.127.${ZONE}`);
    expect(await isListed()).toBe(false);
  });

  test('of domains that lists "invalid", or not "test"', async () => {
    names.set('A', `example.net.${ZONE}`, '127.0.0.2').set('A', `invalid.${ZONE}`, '127.0.0.2');
    expect(await isDomainListed('example.net')).toBe(false);
    names.remove('A', `invalid.${ZONE}`).remove('A', `test.${ZONE}`);
    nowMs += 3_600_000;
    expect(await isDomainListed('example.net')).toBe(false);
  });

  test.each(['silent', 'failed'] as const)('that is down: %s', async (trouble) => {
    names.trouble(ZONE, trouble);
    expect(await isListed()).toBe(false);
    names.asked.length = 0;
    expect(await isListed()).toBe(false);
    // Nobody waits for it again before its time.
    expect(names.asked).toEqual([]);
    names.trouble(ZONE, null);
    nowMs += 5 * 60_000;
    expect(await isListed()).toBe(true);
  });

  test('whose tests are not answered, while it answers for the client', async () => {
    names.trouble(`1.0.0.127.${ZONE}`, 'failed');
    expect(await isListed()).toBe(false);
  });

  test('that has just begun to answer for everything', async () => {
    expect(await isListed('192.0.2.1')).toBe(false);
    names.set('A', `1.2.0.192.${ZONE}`, '127.0.0.2').set('A', `1.0.0.127.${ZONE}`, '127.0.0.2');
    nowMs += 6 * 60_000;
    expect(await isListed('192.0.2.1')).toBe(false);
  });

  test('that stops to answer in between', async () => {
    expect(await isListed()).toBe(true);
    names.trouble(ZONE, 'failed');
    for (let i = 0; i < 5; i++) expect(await isListed()).toBe(false);
    names.asked.length = 0;
    expect(await isListed()).toBe(false);
    expect(names.asked).toEqual([]);
    expect(warnings).toEqual([{ zone: ZONE, kind: 'ipv4', health: 'silent' }]);
  });
});

test('a list is tested again after an hour, by one for all', async () => {
  const tests = () => names.asked.filter((asked) => asked === `A 1.0.0.127.${ZONE}`).length;
  await Promise.all([isListed(), isListed('192.0.2.1'), isListed('192.0.2.2')]);
  expect(tests()).toBe(1);
  nowMs += 3_599_999;
  await isListed();
  expect(tests()).toBe(1);
  nowMs += 1;
  await isListed();
  expect(tests()).toBe(2);
});

test('a change of the setting counts at once', async () => {
  names.set('A', `99.2.0.192.${ZONE}`, '127.0.0.2');
  expect(await isListed()).toBe(true);
  values['dnsBlockLists'] = [];
  expect(lists.current()).toEqual([]);
});

test.each([
  ['Spam seen; see https://bl.example.org/?192.0.2.99', ': Spam seen; see https://bl.example.org/?192.0.2.99'],
  ['one\r\n250 ok\u0000\u009b31m two', ': one 250 ok 31m two'],
  ['x'.repeat(5000), `: ${'x'.repeat(200)}`],
  [' \t ', ''],
])('the reason of a list is one harmless line', async (text, told) => {
  names.set('A', `99.2.0.192.${ZONE}`, '127.0.0.2').set('TXT', `99.2.0.192.${ZONE}`, text);
  const [list] = lists.current();
  const listing = list === undefined ? null : await lists.findClient(list, '192.0.2.99', never);
  if (listing === null) throw new Error('not listed');
  expect(await lists.describe(listing, never)).toBe(`192.0.2.99 is listed by ${ZONE}${told}`);
  names.trouble(ZONE, 'silent');
  expect(await lists.describe(listing, never)).toBe(`192.0.2.99 is listed by ${ZONE}`);
});
