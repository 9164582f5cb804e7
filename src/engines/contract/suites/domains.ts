import { expect, test } from 'vitest';
import { OPEN_POLICY } from '../../../domain/ports/account-policy.ts';
import type { AccountId, DomainId } from '../../../domain/ports/ids.ts';
import { applyOne } from '../../../domain/ports/store.ts';
import { expectFailure } from '../expect-failure.ts';
import { newUser, Office, type OpenStore } from '../office.ts';

export function domainSuite(open: OpenStore): void {
  const nobody = 999_999 as AccountId;
  const nowhere = 999_999 as DomainId;

  test('initialise makes domain, administrator and postmaster, once', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const { directory, domain, admin } = office;
    expect(await directory.domain(domain)).toMatchObject({ name: 'example.test', isPrimary: true, catchAll: null });
    expect(await directory.user(admin)).toMatchObject({ userId: 'admin', role: 'administrator', isEnabled: true });
    const [postmaster] = await directory.listAliases(domain, { limit: 10 });
    expect(postmaster).toMatchObject({ localPart: 'postmaster', isPostmaster: true, owners: [admin] });
    expect(postmaster?.members).toEqual([{ kind: 'user', account: admin }]);
    const second = { kind: 'initialise', domain: { name: 'example.org', description: '', dkimKeys: [] } } as const;
    await expectFailure(office.store, { ...second, admin: newUser('root', 'administrator') }, 'already-exists');
  });

  test('create, update, delete', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const { store, admin } = office;
    const named = { name: 'example.org', description: 'd', dkimKeys: [] };
    const creation = { kind: 'create-domain', ...named, postmaster: admin } as const;
    const { domain } = await applyOne(store, creation);
    await expectFailure(store, creation, 'already-exists');
    await expectFailure(store, { ...creation, name: 'b.example.org', postmaster: nobody }, 'not-found');
    expect((await office.directory.listDomains()).map(({ name }) => name)).toEqual(['example.org', 'example.test']);
    expect(await office.directory.resolve('postmaster', 'example.org')).toMatchObject({ kind: 'alias' });

    const update = { kind: 'update-domain', expectVersion: null, domain } as const;
    await applyOne(store, { ...update, name: 'c.example.org' });
    const catchAll = { kind: 'user', account: admin } as const;
    await applyOne(store, { ...update, description: 'e', catchAll });
    const found = { id: domain, name: 'c.example.org', description: 'e', isPrimary: false, catchAll };
    expect(await office.directory.findDomain('c.example.org')).toMatchObject(found);
    expect(await office.directory.findDomain('example.org')).toBeNull();
    expect(await office.directory.resolve('postmaster', 'c.example.org')).not.toBeNull();
    await expectFailure(store, { ...update, name: 'example.test' }, 'already-exists');
    await expectFailure(store, { ...update, domain: nowhere, name: 'x.example.org' }, 'not-found');
    await expectFailure(store, { ...update, catchAll: { kind: 'user', account: nobody } }, 'not-found');
    await applyOne(store, { ...update, catchAll: null });
    expect((await office.directory.domain(domain))?.catchAll).toBeNull();

    await applyOne(store, { kind: 'create-user', domain, ...newUser('bob') });
    const failure = await expectFailure(store, { kind: 'delete-domain', domain }, 'in-use');
    expect(failure.detail.dependents).toEqual(['bob@c.example.org']);
    const bob = await office.directory.findUser('bob');
    await applyOne(store, {
      kind: 'delete-user',
      expectVersion: null,
      account: bob?.account ?? nobody,
      handOverTo: null,
    });
    await applyOne(store, { kind: 'delete-domain', domain });
    expect(await office.directory.domain(domain)).toBeNull();
    expect(await office.directory.resolve('postmaster', 'c.example.org')).toBeNull();
    await expectFailure(store, { kind: 'delete-domain', domain }, 'not-found');
  });

  test('a catch-all goes with its alias', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const { store, domain, admin } = office;
    const people = { owners: [admin], members: [], membership: 'open' } as const;
    const made = { kind: 'create-alias', domain, localPart: 'rest', description: '', ...people } as const;
    const { alias } = await applyOne(store, made);
    await applyOne(store, { kind: 'update-domain', expectVersion: null, domain, catchAll: { kind: 'alias', alias } });
    await applyOne(store, { kind: 'delete-alias', expectVersion: null, alias });
    expect((await office.directory.domain(domain))?.catchAll).toBeNull();
  });

  test('synonyms lead where the domain leads, also after it was renamed', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const { store, domain } = office;
    const account = await office.user('bob');
    const update = { kind: 'update-domain', expectVersion: null, domain } as const;
    expect((await office.directory.domain(domain))?.synonyms).toEqual([]);
    await applyOne(store, { ...update, name: 'new.example', synonyms: ['example.test', 'b.example', 'example.test'] });
    await opened.reopen();
    const { directory } = office;
    for (const name of ['new.example', 'example.test', 'b.example']) {
      const expected = { id: domain, name: 'new.example', synonyms: ['b.example', 'example.test'] };
      expect(await directory.findDomain(name)).toMatchObject(expected);
      expect(await directory.resolve('bob', name)).toEqual({ kind: 'user', account });
      expect(await directory.resolve('nobody', name)).toBeNull();
    }
    expect((await directory.listDomains()).map(({ synonyms }) => synonyms)).toEqual([['b.example', 'example.test']]);
    expect((await directory.user(account))?.domainName).toBe('new.example');
    expect(await directory.findDomain('c.example')).toBeNull();
    expect(await directory.resolve('bob', 'c.example')).toBeNull();

    // What becomes the name is a synonym no longer, and a list with the own name in it does not make it one.
    await applyOne(office.store, { ...update, name: 'b.example' });
    expect((await directory.domain(domain))?.synonyms).toEqual(['example.test']);
    expect(await directory.findDomain('new.example')).toBeNull();
    await applyOne(office.store, { ...update, synonyms: ['b.example', 'x.example'] });
    expect(await directory.findDomain('b.example')).toMatchObject({ id: domain, synonyms: ['x.example'] });
    expect(await directory.findDomain('example.test')).toBeNull();
  });

  test('a name is that of one domain, as its name or as a synonym', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const { store, directory, domain, admin } = office;
    const creation = { kind: 'create-domain', description: '', dkimKeys: [], postmaster: admin } as const;
    const { domain: second } = await applyOne(store, { ...creation, name: 'example.org' });
    const update = { kind: 'update-domain', expectVersion: null, domain } as const;
    await applyOne(store, { ...update, synonyms: ['old.example'] });
    await expectFailure(store, { ...creation, name: 'old.example' }, 'already-exists');
    await expectFailure(store, { ...update, domain: second, name: 'old.example' }, 'already-exists');
    const clash = { ...update, domain: second, synonyms: ['x.example', 'old.example'] };
    expect((await expectFailure(store, clash, 'already-exists')).detail.name).toBe('old.example');
    await expectFailure(store, { ...update, domain: second, synonyms: ['example.test'] }, 'already-exists');
    await expectFailure(store, { ...update, name: 'example.org' }, 'already-exists');
    expect((await directory.domain(second))?.synonyms).toEqual([]);
    expect(await directory.findDomain('x.example')).toBeNull();
    // Free again with the domain that had it.
    await applyOne(store, { ...update, domain: second, synonyms: ['free.example'] });
    await applyOne(store, { kind: 'delete-domain', domain: second });
    await applyOne(store, { ...update, synonyms: ['free.example'] });
    expect((await directory.findDomain('free.example'))?.id).toBe(domain);
  });

  test('what a domain says of its accounts', async () => {
    await using opened = await open();
    const { store, directory, domain } = await Office.begin(opened);
    const read = async () => (await directory.domain(domain))?.accountPolicy;
    expect(await read()).toEqual(OPEN_POLICY);
    const accountPolicy = { storageQuota: 5, messageQuota: 'none', privileges: { 'change-junk': false } } as const;
    await applyOne(store, { kind: 'update-domain', expectVersion: null, domain, accountPolicy });
    await applyOne(store, { kind: 'update-domain', expectVersion: null, domain, description: 'x' });
    expect(await read()).toEqual(accountPolicy);
  });

  test('settings', async () => {
    await using opened = await open();
    const { store, directory } = await Office.begin(opened);
    await applyOne(store, { kind: 'set-setting', name: 'b', value: '1' });
    await applyOne(store, { kind: 'set-setting', name: 'a', value: '"x"' });
    await applyOne(store, { kind: 'set-setting', name: 'b', value: '2' });
    expect(Object.entries(Object.fromEntries(await directory.settings()))).toEqual([
      ['a', '"x"'],
      ['b', '2'],
    ]);
    await applyOne(store, { kind: 'set-setting', name: 'a', value: null });
    expect([...(await directory.settings()).keys()]).toEqual(['b']);
  });
}
