import { expect, test } from 'vitest';
import { type AccountPolicy, OPEN_POLICY } from '../../../domain/ports/account-policy.ts';
import type { Change } from '../../../domain/ports/changes.ts';
import type { MembersAmong, PageRequest } from '../../../domain/ports/directory.ts';
import type { CreateGroup } from '../../../domain/ports/directory-operations.ts';
import type { DomainId, GroupId } from '../../../domain/ports/ids.ts';
import { applyOne } from '../../../domain/ports/store.ts';
import { NOBODY, NOWHERE, newGroup } from '../directory-samples.ts';
import { expectFailure } from '../expect-failure.ts';
import { newUser, Office, type OpenStore } from '../office.ts';

const POLICY: AccountPolicy = { storageQuota: 5000, messageQuota: 'none', privileges: { 'change-password': false } };

export function groupSuite(open: OpenStore): void {
  test('create, read, update, delete', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const { store, domain } = office;
    const [bob, eve] = [await office.user('bob'), await office.user('eve')];
    const told: Change[] = [];
    store.feed.subscribe(({ changes }) => told.push(...changes));
    const creation = newGroup(domain, 'Büro', {
      description: 'd',
      rank: 3,
      accountPolicy: POLICY,
      members: [eve, bob],
    });
    const { group } = await applyOne(store, { ...creation, members: [eve, bob, eve] });
    expect(told).toEqual([{ kind: 'group-changed', group }]);
    const about = { id: group, domain, domainName: 'example.test', description: 'd', rank: 3, accountPolicy: POLICY };
    expect(await office.directory.group(group)).toMatchObject({ ...about, name: 'Büro', version: 1 });
    expect((await office.directory.findGroup(domain, 'BÜRO'))?.id).toBe(group);
    expect(await office.directory.groupMembers(group, null, 9)).toEqual([bob, eve]);
    expect(await office.directory.groupMembers(group, bob, 9)).toEqual([eve]);
    expect(await office.directory.groupMembers(group, null, 1)).toEqual([bob]);
    await applyOne(store, newGroup(domain, 'nobody'));
    const sizes = async (among: MembersAmong) => [...(await office.directory.groupSizes(among))];
    expect(await sizes({ domains: 'all' })).toEqual([[group, 2]]);
    expect(await sizes({ domains: [domain], role: 'user' })).toEqual([[group, 2]]);
    expect(await sizes({ domains: 'all', role: 'administrator' })).toEqual([]);
    expect(await sizes({ domains: [] })).toEqual([]);
    expect(await sizes({ domains: [], and: bob })).toEqual([[group, 1]]);
    await applyOne(store, { kind: 'update-user', account: bob, expectVersion: null, role: 'administrator' });
    expect(await sizes({ domains: [domain], role: 'user' })).toEqual([[group, 1]]);
    expect(await sizes({ domains: [domain], role: 'user', and: bob })).toEqual([[group, 2]]);

    const update = { kind: 'update-group', group, expectVersion: 1 } as const;
    await applyOne(store, { ...update, name: 'Sales', addMembers: [bob, office.admin], removeMembers: [eve, NOBODY] });
    await expectFailure(store, { ...update, rank: 9 }, 'conflict');
    await opened.reopen();
    expect(await office.directory.group(group)).toMatchObject({ ...about, name: 'Sales', version: 2 });
    expect(await office.directory.groupMembers(group, null, 9)).toEqual([office.admin, bob]);
    const rest = { rank: -1, description: '', accountPolicy: OPEN_POLICY };
    await applyOne(office.store, { ...update, expectVersion: null, ...rest });
    expect(await office.directory.group(group)).toMatchObject({ name: 'Sales', ...rest, version: 3 });

    await applyOne(office.store, { kind: 'delete-group', expectVersion: null, group });
    expect(await office.directory.group(group)).toBeNull();
    expect(await office.directory.groupsOf(bob)).toEqual([]);
    expect(await office.directory.user(bob)).not.toBeNull();
  });

  test('each of the failures', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const { store, domain } = office;
    const { group } = await applyOne(store, newGroup(domain, 'staff'));
    await applyOne(store, newGroup(domain, 'sales'));
    await expectFailure(store, newGroup(domain, 'STAFF'), 'already-exists');
    await expectFailure(store, newGroup(NOWHERE, 'x'), 'not-found');
    await expectFailure(store, newGroup(domain, 'x', { members: [NOBODY] }), 'not-found');
    const update = { kind: 'update-group', group, expectVersion: null } as const;
    const none = 999_999 as GroupId;
    await expectFailure(store, { ...update, name: 'Sales' }, 'already-exists');
    await expectFailure(store, { ...update, addMembers: [NOBODY], rank: 1 }, 'not-found');
    await expectFailure(store, { ...update, group: none }, 'not-found');
    await expectFailure(store, { kind: 'delete-group', expectVersion: null, group: none }, 'not-found');
    expect(await office.directory.group(group)).toMatchObject({ name: 'staff', rank: 10, version: 1 });
    // Its own name in another case is no clash.
    await applyOne(store, { ...update, name: 'STAFF' });
    expect(await office.directory.findGroup(domain, 'x')).toBeNull();
  });

  test('groups of a user come as they decide, listings by name and domain', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const { store, directory, domain, admin } = office;
    const named = { kind: 'create-domain', name: 'example.org', description: '', dkimKeys: [] } as const;
    const { domain: second } = await applyOne(store, { ...named, postmaster: admin });
    const make = (where: DomainId, name: string, more: Partial<CreateGroup>) =>
      applyOne(store, newGroup(where, name, { members: [admin], ...more }));
    await make(domain, 'late', { rank: 20 });
    await make(domain, 'older', { rank: 10, description: 'Grössen' });
    await make(second, 'older', { rank: 10 });
    await make(second, 'First', { rank: 1 });
    await make(domain, 'foreign', { rank: 0, members: [] });
    const names = (groups: readonly { name: string; domainName: string }[]) =>
      groups.map(({ name, domainName }) => `${name}@${domainName}`);
    const decide = ['First@example.org', 'older@example.test', 'older@example.org', 'late@example.test'];
    expect(names(await directory.groupsOf(admin))).toEqual(decide);
    const list = async (where: DomainId | null, page: PageRequest) => names(await directory.listGroups(where, page));
    const all = ['First@example.org', 'foreign@example.test', 'late@example.test', ...decide.slice(1, 3).reverse()];
    expect(await list(null, { limit: 9 })).toEqual(all);
    expect(await list(null, { limit: 2, after: 'FOREIGN@example.test' })).toEqual(all.slice(2, 4));
    expect(await list(second, { limit: 9 })).toEqual(['First@example.org', 'older@example.org']);
    expect(await list(null, { limit: 9, query: 'GRÖSSE' })).toEqual(['older@example.test']);
  });

  test('groups go with their domain, and members of other domains stay', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const { store, directory, domain, admin } = office;
    const named = { kind: 'create-domain', name: 'example.org', description: '', dkimKeys: [] } as const;
    const { domain: second } = await applyOne(store, { ...named, postmaster: admin });
    const { group } = await applyOne(store, newGroup(second, 'staff', { members: [admin] }));
    const helper = { ...newUser('bob', 'help-desk'), roleDomains: [domain, second] };
    const { account } = await applyOne(store, { kind: 'create-user', domain, ...helper });
    await applyOne(store, { kind: 'delete-domain', domain: second });
    expect(await directory.group(group)).toBeNull();
    expect(await directory.groupsOf(admin)).toEqual([]);
    expect(await directory.user(account)).toMatchObject({ roleDomains: [domain], version: 2 });
  });
}
