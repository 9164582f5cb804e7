import { expect, test } from 'vitest';
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

    const update = { kind: 'update-domain', domain } as const;
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
    await applyOne(store, { kind: 'delete-user', account: bob?.account ?? nobody });
    await applyOne(store, { kind: 'delete-domain', domain });
    expect(await office.directory.domain(domain)).toBeNull();
    expect(await office.directory.resolve('postmaster', 'c.example.org')).toBeNull();
    await expectFailure(store, { kind: 'delete-domain', domain }, 'not-found');
  });

  test('a catch-all goes with its target', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const { store, domain } = office;
    const account = await office.user('bob');
    await applyOne(store, { kind: 'update-domain', domain, catchAll: { kind: 'user', account } });
    await applyOne(store, { kind: 'delete-user', account });
    expect((await office.directory.domain(domain))?.catchAll).toBeNull();
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
