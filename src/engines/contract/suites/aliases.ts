import { expect, test } from 'vitest';
import type { CreateAlias } from '../../../domain/ports/directory-operations.ts';
import type { AccountId, AliasId, DomainId } from '../../../domain/ports/ids.ts';
import { applyOne } from '../../../domain/ports/store.ts';
import { expectFailure } from '../expect-failure.ts';
import { Office, type OpenStore } from '../office.ts';

export function aliasSuite(open: OpenStore): void {
  const creation = (office: Office, localPart: string, more: Partial<CreateAlias> = {}): CreateAlias => ({
    ...{ kind: 'create-alias', domain: office.domain, localPart, description: '', membership: 'open' },
    ...{ owners: [office.admin], members: [] },
    ...more,
  });
  const nobody = 999_999 as AccountId;
  const nothing = 999_999 as AliasId;

  test('create, read, update', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const { store, directory, domain, admin } = office;
    const bob = await office.user('bob');
    const inner = await applyOne(store, creation(office, 'inner'));
    const members = [
      { kind: 'remote', address: 'x@example.org' },
      { kind: 'user', account: bob },
      { kind: 'alias', alias: inner.alias },
    ] as const;
    const { alias } = await applyOne(
      store,
      creation(office, 'Team', { members, owners: [bob, admin], description: 'd' }),
    );
    expect(await directory.alias(alias)).toMatchObject({
      ...{ id: alias, domain, domainName: 'example.test', localPart: 'Team', description: 'd', membership: 'open' },
      ...{ owners: [bob, admin], members, isPostmaster: false, version: 1 },
    });
    expect(await directory.resolve('team', 'example.test')).toEqual({ kind: 'alias', alias });
    expect((await directory.aliasesOf(bob)).map(({ localPart }) => localPart)).toEqual(['Team']);

    const update = { kind: 'update-alias', alias, expectVersion: 1 } as const;
    await applyOne(store, { ...update, localPart: 'crew', membership: 'closed', owners: [admin], members: [] });
    await expectFailure(store, { ...update, description: 'x' }, 'conflict');
    expect(await directory.alias(alias)).toMatchObject({
      ...{ localPart: 'crew', membership: 'closed', owners: [admin], members: [], description: 'd', version: 2 },
    });
    expect(await directory.resolve('team', 'example.test')).toBeNull();
    const addresses = (await directory.listAliases(domain, { limit: 2 })).map(({ localPart }) => localPart);
    expect(addresses).toEqual(['crew', 'inner']);
    const rest = await directory.listAliases(null, { limit: 9, after: 'inner@example.test' });
    expect(rest.map(({ localPart }) => localPart)).toEqual(['postmaster']);
    expect(await directory.listAliases(null, { limit: 9, query: 'REW' })).toHaveLength(1);
  });

  test('fails with each of its failures', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const { store, admin } = office;
    const bob = await office.user('bob');
    const { alias } = await applyOne(store, creation(office, 'team', { members: [{ kind: 'user', account: bob }] }));
    await expectFailure(store, creation(office, 'BOB'), 'already-exists');
    await expectFailure(store, creation(office, 'Team'), 'already-exists');
    await expectFailure(store, creation(office, 'x', { domain: 999_999 as DomainId }), 'not-found');
    await expectFailure(store, creation(office, 'x', { owners: [nobody] }), 'not-found');
    await expectFailure(store, creation(office, 'x', { members: [{ kind: 'alias', alias: nothing }] }), 'not-found');
    await expectFailure(store, creation(office, 'x', { owners: [] }), 'invalid');
    const update = { kind: 'update-alias', alias, expectVersion: null } as const;
    await expectFailure(store, { ...update, owners: [] }, 'invalid');
    await expectFailure(store, { ...update, members: [{ kind: 'alias', alias }] }, 'invalid');
    await expectFailure(store, { ...update, localPart: 'admin' }, 'already-exists');
    await expectFailure(store, { ...update, alias: nothing }, 'not-found');
    await expectFailure(store, { kind: 'delete-alias', expectVersion: null, alias: nothing }, 'not-found');
    expect(await office.directory.alias(alias)).toMatchObject({ localPart: 'team', owners: [admin], version: 1 });
  });

  test('delete is stopped for the postmaster and for the only member of another', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const { store, directory, admin } = office;
    const postmaster = await directory.resolve('postmaster', 'example.test');
    if (postmaster?.kind !== 'alias') throw new Error('no postmaster');
    await expectFailure(store, { kind: 'delete-alias', expectVersion: null, alias: postmaster.alias }, 'in-use');
    const inner = await applyOne(store, creation(office, 'inner'));
    const member = { kind: 'alias', alias: inner.alias } as const;
    const outer = await applyOne(store, creation(office, 'outer', { members: [member] }));
    const failure = await expectFailure(
      store,
      { kind: 'delete-alias', expectVersion: null, alias: inner.alias },
      'in-use',
    );
    expect(failure.detail.dependents).toEqual(['outer@example.test']);
    const members = [member, { kind: 'user', account: admin } as const];
    await applyOne(store, { kind: 'update-alias', alias: outer.alias, expectVersion: null, members });
    await applyOne(store, { kind: 'delete-alias', expectVersion: null, alias: inner.alias });
    expect(await directory.alias(inner.alias)).toBeNull();
    expect((await directory.alias(outer.alias))?.members).toEqual([{ kind: 'user', account: admin }]);
    expect(await directory.resolve('inner', 'example.test')).toBeNull();
  });
}
