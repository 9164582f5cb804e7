import { expect, test } from 'vitest';
import { openTestDirectory } from '../../../test/support/directory.ts';
import { systemClock } from '../../base/clock.ts';
import { SYSTEM } from '../access/caller.ts';
import { createDkimKeys } from '../authentication/dkim-keys.ts';
import type { CheckedDnsRecord } from '../authentication/domain-dns.ts';
import { changeDomainKeys } from './change-domain-keys.ts';

const signal = new AbortController().signal;

/** @param state of every record in DNS. */
async function changeTwice(state: CheckedDnsRecord['state'], force: boolean) {
  await using office = await openTestDirectory();
  const dkimKeys = createDkimKeys({ ...office, clock: systemClock });
  const check = async (domain: string): Promise<CheckedDnsRecord[]> =>
    (await dkimKeys.list(domain)).map(({ selector }) => ({
      purpose: 'dkim',
      name: `${selector}._domainkey.${domain}`,
      type: 'TXT',
      value: '',
      isOptional: false,
      found: [],
      state,
    }));
  const change = () =>
    changeDomainKeys({ dkimKeys, domainDns: { check }, clock: systemClock }, SYSTEM, 'example.test', { force }, signal);
  const states = async () => (await dkimKeys.list('example.test')).map((key) => key.state);
  await change();
  expect(await states()).toEqual(['next', 'next']);
  await change();
  return await states();
}

test.each([
  ['ok', false],
  // No DNS here: the administrator knows.
  ['unknown', false],
  ['missing', true],
] as const)('records that are %s, forced: %s', async (state, force) => {
  expect(await changeTwice(state, force)).toEqual(['active', 'active']);
});

test.each(['missing', 'different'] as const)('keys whose records are %s do not sign', async (state) => {
  await expect(changeTwice(state, false)).rejects.toMatchObject({
    code: 'conflict',
    detail: { names: [expect.stringContaining('_domainkey.example.test'), expect.anything()] },
  });
});

test('a domain that does not exist has no keys', async () => {
  await using office = await openTestDirectory();
  const clock = systemClock;
  const deps = { dkimKeys: createDkimKeys({ ...office, clock }), domainDns: { check: async () => [] }, clock };
  await expect(changeDomainKeys(deps, SYSTEM, 'example.org', { force: true }, signal)).rejects.toMatchObject({
    code: 'not-found',
  });
});
