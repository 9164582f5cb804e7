/** A domain gets another name, with all that is in it. DI4 */
import { describe, expect, test } from 'vitest';
import { openTestDirectory } from '../../../test/support/directory.ts';
import { systemClock } from '../../base/clock.ts';
import { createDkimKeys } from '../authentication/dkim-keys.ts';
import { AddressBook } from '../delivery/address-book.ts';

const PASSWORD = 'correct horse';

async function openOffice() {
  const office = await openTestDirectory();
  await office.users.create({ userId: 'bob', mail: 'bob@example.test', password: PASSWORD });
  await office.users.create({ userId: 'ann', mail: 'ann@example.test', password: PASSWORD });
  await office.users.update('ann', { forwarding: { addresses: ['bob@example.test'], keepsCopy: false } });
  return office;
}

describe('a renamed domain', () => {
  test('keeps its users, its aliases, its rank, and its old name as a synonym', async () => {
    await using office = await openOffice();
    await office.domains.update('example.test', { name: 'Example.ORG' });
    const domain = await office.domains.get('example.org');
    expect(domain).toMatchObject({ name: 'example.org', isPrimary: true, synonyms: ['example.test'] });
    expect(await office.domains.get('example.test')).toEqual(domain);
    expect(await office.users.get('bob')).toMatchObject({ domainName: 'example.org' });
    expect(await office.aliases.get('postmaster@example.test')).toMatchObject({ domainName: 'example.org' });
    await expect(office.domains.create('example.test')).rejects.toMatchObject({ code: 'already-exists' });
    await office.aliases.create({ mail: 'team@example.test', owners: ['bob'], members: ['bob@example.test'] });
    await office.aliases.update('team@example.org', { mail: 'crew@example.test' });
    expect(await office.aliases.get('crew@example.org')).toMatchObject({ localPart: 'crew' });
  });

  test('takes mail and sign-ins under both names', async () => {
    await using office = await openOffice();
    using book = new AddressBook(office.store, office.settings, 'mail.example.com');
    const leadsTo = async (domain: string) => {
      const found = await book.resolve({ localPart: 'ann', domain });
      return found.kind === 'user' ? found.expansion.copies.map(({ userId }) => userId) : found.kind;
    };
    expect(await leadsTo('example.org')).toBe('foreign');
    await office.domains.update('example.test', { name: 'example.org' });
    expect(await leadsTo('example.org')).toEqual(['bob']);
    expect(await leadsTo('example.test')).toEqual(['bob']);
    expect(await book.isOwnDomain('example.test')).toBe(true);
    for (const login of ['bob@example.org', 'bob@example.test']) {
      const attempt = { login, service: 'imap', peerAddress: '192.0.2.1', isTrustedPeer: false } as const;
      expect(await office.authenticator.verifyPassword(attempt, PASSWORD)).toMatchObject({ userId: 'bob' });
    }
  });

  test('signs mail under the old name for the old name', async () => {
    await using office = await openOffice();
    const keys = createDkimKeys({ ...office, clock: systemClock });
    await keys.prepare('example.test');
    await keys.rotate('example.test');
    await office.domains.update('example.test', { name: 'example.org' });
    for (const name of ['example.test', 'example.org']) {
      const signing = await keys.signingKeys(name);
      expect(signing.map(({ domain }) => domain)).toEqual([name, name]);
    }
  });

  test('may give the old name away', async () => {
    await using office = await openOffice();
    await office.domains.update('example.test', { name: 'example.org', keepsOldName: false });
    await expect(office.domains.get('example.test')).rejects.toMatchObject({ code: 'not-found' });
    await office.domains.create('example.test');
  });

  test('can be renamed back', async () => {
    await using office = await openOffice();
    await office.domains.update('example.test', { name: 'example.org' });
    await office.domains.update('example.org', { name: 'example.test' });
    expect(await office.domains.get('example.test')).toMatchObject({ name: 'example.test', synonyms: ['example.org'] });
    const [entry] = await office.store.reader().audit.list({ limit: 1 });
    expect(entry).toMatchObject({ before: { synonyms: ['example.test'] }, after: { synonyms: ['example.org'] } });
  });
});

test('of two who change a domain at the same time one is told so', async () => {
  await using office = await openOffice();
  const outcomes = await Promise.allSettled([
    office.domains.update('example.test', { name: 'example.org' }),
    office.domains.update('example.test', { description: 'ours' }),
  ]);
  expect(outcomes).toMatchObject([{ status: 'fulfilled' }, { reason: { code: 'conflict' } }]);
  const { version } = await office.domains.get('example.org');
  await office.domains.update('example.org', { description: 'ours' }, version);
  const again = office.domains.update('example.org', { description: 'theirs' }, version);
  await expect(again).rejects.toMatchObject({ code: 'conflict' });
  expect(await office.domains.get('example.org')).toMatchObject({ description: 'ours', version: version + 1 });
});

describe('synonyms', () => {
  test('are replaced as a list, and are nobody else’s', async () => {
    await using office = await openOffice();
    await office.domains.create('example.org');
    await office.domains.update('example.test', {
      synonyms: ['Mail.example.test', 'mail.example.test', 'example.test'],
    });
    expect((await office.domains.get('example.test')).synonyms).toEqual(['mail.example.test']);
    for (const name of ['example.org', 'mail.example.test']) {
      await expect(office.domains.update('example.org', { synonyms: ['example.test', name] })).rejects.toMatchObject({
        code: 'already-exists',
      });
    }
    await office.domains.update('example.test', { synonyms: [] });
    await expect(office.domains.get('mail.example.test')).rejects.toMatchObject({ code: 'not-found' });
  });

  test('are not without end', async () => {
    await using office = await openOffice();
    const synonyms = Array.from({ length: 101 }, (_, index) => `s${index}.example.test`);
    await expect(office.domains.update('example.test', { synonyms })).rejects.toMatchObject({
      code: 'too-many',
      detail: { field: 'synonyms', max: 100 },
    });
    await expect(office.domains.update('example.test', { synonyms: ['a b'] })).rejects.toMatchObject({
      code: 'invalid',
    });
  });
});

test('what a domain says of its accounts is changed part by part', async () => {
  await using office = await openOffice();
  const update = (accountPolicy: object) => office.domains.update('example.test', { accountPolicy });
  await update({ storageQuota: 1000, privileges: { 'change-junk': false } });
  await update({ messageQuota: 'none', privileges: { 'create-aliases': false } });
  await update({ privileges: { 'change-junk': null } });
  expect((await office.domains.get('example.test')).accountPolicy).toEqual({
    storageQuota: 1000,
    messageQuota: 'none',
    privileges: { 'create-aliases': false },
  });
});
