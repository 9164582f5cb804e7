/** What can be changed has a version and a time of change, and what was decided on a version holds for that one only. */
import { expect, test } from 'vitest';
import type { AliasId } from '../../../domain/ports/ids.ts';
import { applyOne } from '../../../domain/ports/store.ts';
import { newGroup } from '../directory-samples.ts';
import { expectFailure } from '../expect-failure.ts';
import { Office, type OpenStore } from '../office.ts';

interface Versioned {
  readonly version: number;
  readonly createdAtMs: number;
  readonly changedAtMs: number;
}

export function versionSuite(open: OpenStore): void {
  test('each change gives a new version and a later time', async () => {
    await using opened = await open();
    const { office, things } = await furnish(await Office.begin(opened));
    for (const { read, update } of things) {
      const made = await read();
      expect(made).toMatchObject({ version: 1, changedAtMs: made?.createdAtMs });
      // Faster than the clock goes.
      for (const version of [2, 3, 4]) {
        const before = await read();
        await applyOne(office.store, { ...update, expectVersion: null });
        const after = await read();
        expect(after).toMatchObject({ version, createdAtMs: made?.createdAtMs });
        expect(after?.changedAtMs).toBeGreaterThan(before?.changedAtMs ?? 0);
      }
      await expectFailure(office.store, { ...update, expectVersion: 3 }, 'conflict');
      await applyOne(office.store, { ...update, expectVersion: 4 });
    }
  });

  test('what was changed meanwhile is not deleted', async () => {
    await using opened = await open();
    const { office, things } = await furnish(await Office.begin(opened));
    for (const { read, update, remove } of things) {
      if (remove === null) continue;
      await applyOne(office.store, { ...update, expectVersion: null });
      await expectFailure(office.store, { ...remove, expectVersion: 1 }, 'conflict');
      expect(await read()).toMatchObject({ version: 2 });
      await applyOne(office.store, { ...remove, expectVersion: 2 });
      expect(await read()).toBeNull();
      await expectFailure(office.store, { ...remove, expectVersion: 2 }, 'not-found');
    }
  });

  test('who goes changes what it was part of', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const { store, directory, domain, admin } = office;
    const [bob, eve] = [await office.user('bob'), await office.user('eve')];
    const { group } = await applyOne(store, newGroup(domain, 'staff', { members: [bob] }));
    const alias = await makeAlias(office, 'crew');
    const people = { owners: [bob, admin], members: [{ kind: 'user', account: bob } as const] };
    await applyOne(store, { kind: 'update-alias', alias, expectVersion: null, ...people });
    const catchAll = { kind: 'user', account: bob } as const;
    await applyOne(store, { kind: 'update-domain', domain, expectVersion: 1, catchAll });
    const forwarding = { addresses: ['bob@example.test'], keepsCopy: true };
    await applyOne(store, { kind: 'update-user', account: admin, expectVersion: 1, forwarding });
    const versions = async () => [
      (await directory.group(group))?.version,
      (await directory.alias(alias))?.version,
      (await directory.domain(domain))?.version,
      (await directory.user(admin))?.version,
    ];
    expect(await versions()).toEqual([1, 2, 2, 2]);
    await applyOne(store, { kind: 'delete-user', account: bob, expectVersion: 1, handOverTo: eve });
    expect(await versions()).toEqual([2, 3, 3, 3]);

    const toAlias = { kind: 'alias', alias } as const;
    await applyOne(store, { kind: 'update-domain', domain, expectVersion: 3, catchAll: toAlias });
    const other = await makeAlias(office, 'all');
    const members = [toAlias, catchAll].map((member) =>
      member.kind === 'user' ? { ...member, account: eve } : member,
    );
    await applyOne(store, { kind: 'update-alias', alias: other, expectVersion: 1, members });
    await applyOne(store, { kind: 'delete-alias', alias, expectVersion: 3 });
    expect(await directory.alias(other)).toMatchObject({ version: 3, members: [{ kind: 'user', account: eve }] });
    expect(await directory.domain(domain)).toMatchObject({ version: 5, catchAll: null });
  });

  test('a domain that goes takes itself from roles', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const { store, directory, admin } = office;
    const account = await office.user('bob');
    const creation = { kind: 'create-domain', name: 'example.org', description: '', dkimKeys: [] } as const;
    const { domain } = await applyOne(store, { ...creation, postmaster: admin });
    const role = { role: 'domain-administrator', roleDomains: [domain] } as const;
    await applyOne(store, { kind: 'update-user', account, expectVersion: 1, ...role });
    const before = await directory.user(account);
    await applyOne(store, { kind: 'delete-domain', domain });
    const after = await directory.user(account);
    expect(after).toMatchObject({ version: 3, roleDomains: [] });
    expect(after?.changedAtMs).toBeGreaterThan(before?.changedAtMs ?? 0);
  });
}

/** One of each, with how it is read, changed and deleted. */
async function furnish(office: Office) {
  const { store, directory, domain } = office;
  const account = await office.user('bob');
  const { group } = await applyOne(store, newGroup(domain, 'staff'));
  const alias = await makeAlias(office, 'crew');
  const deletion = { kind: 'delete-user', account, handOverTo: null } as const;
  const update = { description: 'changed' };
  const things = [
    {
      read: (): Promise<Versioned | null> => directory.user(account),
      update: { kind: 'update-user', account, isListed: false },
      remove: deletion,
    },
    {
      read: (): Promise<Versioned | null> => directory.group(group),
      update: { kind: 'update-group', group, ...update },
      remove: { kind: 'delete-group', group },
    },
    {
      read: (): Promise<Versioned | null> => directory.alias(alias),
      update: { kind: 'update-alias', alias, ...update },
      remove: { kind: 'delete-alias', alias },
    },
    {
      read: (): Promise<Versioned | null> => directory.domain(domain),
      update: { kind: 'update-domain', domain, ...update },
      remove: null,
    },
  ] as const;
  return { office, things };
}

async function makeAlias({ store, domain, admin }: Office, localPart: string): Promise<AliasId> {
  const creation = { kind: 'create-alias', domain, localPart, description: '', membership: 'open' } as const;
  return (await applyOne(store, { ...creation, owners: [admin], members: [] })).alias;
}
