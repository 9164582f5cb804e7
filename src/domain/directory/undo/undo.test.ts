import { describe, expect, test } from 'vitest';
import { openTestDirectory } from '../../../../test/support/directory.ts';
import { SYSTEM } from '../../access/caller.ts';
import type { AuditId } from '../../ports/ids.ts';
import { createUndo } from './undo.ts';

/** An office with bob, eve, the alias `team` and the group `staff`. */
async function openOffice() {
  const office = await openTestDirectory();
  const { users, aliases, groups } = office;
  for (const userId of ['bob', 'eve']) {
    await users.create({ userId, mail: `${userId}@example.test`, password: 'correct horse' });
  }
  await aliases.create({
    mail: 'team@example.test',
    description: 'All of us',
    membership: 'closed',
    owners: ['bob'],
    members: ['bob', 'eve', 'ann@example.org'],
  });
  await groups.create({ name: 'staff@example.test', description: 'Staff', rank: 7, members: ['bob', 'eve'] });
  const undo = createUndo({ ...office, ...office.services });
  const lastEntry = async () => {
    const [entry] = await office.store.reader().audit.list({ limit: 1 });
    if (entry === undefined) throw new Error('no entry');
    return entry;
  };
  /** Does something, and takes it back. */
  const andBack = async (change: () => Promise<unknown>) => {
    await change();
    const entry = await lastEntry();
    expect(undo.isPossible(entry)).toBe(true);
    const undone = await undo.undo(SYSTEM, entry.id);
    expect(await lastEntry()).toMatchObject({ id: undone, undoes: entry.id });
    return entry;
  };
  return Object.assign(office, { undo, lastEntry, andBack });
}

describe('it is as it was', () => {
  test('after a change of a user', async () => {
    await using office = await openOffice();
    const { users, andBack } = office;
    await users.update('bob', { privileges: { 'change-profile': false }, welcomeSenders: ['a@example.org'] });
    const before = await users.get('bob');
    await andBack(() =>
      users.update('bob', {
        userId: 'robert',
        mail: 'robert@example.test',
        profile: { firstName: 'Robert', title: 'Chief' },
        role: 'help-desk',
        roleDomains: ['example.test'],
        language: 'de',
        storageQuota: 1000,
        messageQuota: 'none',
        isEnabled: false,
        isListed: false,
        privileges: { 'change-profile': true, 'change-password': false },
        forwarding: { addresses: ['x@example.org'], keepsCopy: true },
        welcomeSenders: ['b@example.org', '@example.net'],
      }),
    );
    expect(await users.get('bob')).toEqual({
      ...before,
      changedAtMs: expect.any(Number),
      version: before.version + 2,
    });
  });

  test('after archiving and restoring', async () => {
    await using office = await openOffice();
    const { users, andBack } = office;
    await andBack(() => users.archive('bob'));
    expect((await users.get('bob')).archivedAtMs).toBeNull();
    await users.archive('bob');
    await andBack(() => users.restore('bob'));
    expect((await users.get('bob')).archivedAtMs).not.toBeNull();
  });

  test('after a change of an alias, and after its deletion', async () => {
    await using office = await openOffice();
    const { aliases, andBack } = office;
    const {
      id: _id,
      version: _version,
      changedAtMs: _changed,
      createdAtMs: _created,
      ...before
    } = await aliases.get('team@example.test');
    await andBack(() =>
      aliases.update('team@example.test', {
        ...{ mail: 'crew@example.test', description: 'Crew', membership: 'open' },
        ...{ addOwners: ['eve'], removeOwners: ['bob'], removeMembers: ['ann@example.org'], addMembers: ['admin'] },
      }),
    );
    const { members, ...rest } = before;
    const same = { ...rest, members: expect.arrayContaining([...members]) as unknown };
    expect(await aliases.get('team@example.test')).toMatchObject(same);
    const deletion = await andBack(() => aliases.delete('team@example.test'));
    expect(await aliases.get('team@example.test')).toMatchObject(same);
    // And once more: what brought it back is taken back itself.
    const { undoneBy } = (await office.store.reader().audit.get(deletion.id)) ?? {};
    await office.undo.undo(SYSTEM, undoneBy as AuditId);
    await expect(aliases.get('team@example.test')).rejects.toMatchObject({ code: 'not-found' });
  });

  test('after a change of a group, and after its deletion', async () => {
    await using office = await openOffice();
    const { groups, andBack } = office;
    const staff = async () => {
      const { description, rank, accountPolicy } = await groups.get('staff@example.test');
      const members = await groups.members('staff@example.test', { limit: 9 });
      return { description, rank, accountPolicy, members: members.map(({ userId }) => userId).sort() };
    };
    await groups.update('staff@example.test', { policy: { privileges: { 'change-junk': false } } });
    const before = await staff();
    await andBack(() =>
      groups.update('staff@example.test', {
        ...{ name: 'people', description: '', rank: 9, addMembers: ['admin'], removeMembers: ['bob'] },
        policy: { storageQuota: 5, privileges: { 'change-junk': true, 'change-profile': false } },
      }),
    );
    expect(await staff()).toEqual(before);
    await andBack(() => groups.delete('staff@example.test'));
    expect(await staff()).toEqual(before);
  });

  test('after a change of a domain', async () => {
    await using office = await openOffice();
    const { domains, andBack } = office;
    await domains.update('example.test', { synonyms: ['example.net'], catchAll: 'bob@example.test' });
    const before = await domains.get('example.test');
    await andBack(() =>
      domains.update('example.test', {
        ...{ name: 'example.org', synonyms: ['other.example.net'], description: 'x', catchAll: null },
        policy: { dmarc: 'none' },
        accountPolicy: { storageQuota: 7, privileges: { 'change-junk': false } },
      }),
    );
    expect(await domains.get('example.test')).toEqual({
      ...before,
      changedAtMs: expect.any(Number),
      version: before.version + 2,
    });
  });

  test('after a change of a setting', async () => {
    await using office = await openOffice();
    const { settings, andBack } = office;
    const set = (value: number) => settings.set(SYSTEM, 'maxReceivedHops', value);
    await andBack(() => set(40));
    expect(settings.isSet('maxReceivedHops')).toBe(false);
    await set(40);
    await andBack(() => set(50));
    expect(settings.get('maxReceivedHops')).toBe(40);
    await andBack(() => settings.reset(SYSTEM, 'maxReceivedHops'));
    expect(settings.get('maxReceivedHops')).toBe(40);
  });
});

describe('it is refused, and nothing is changed,', () => {
  test('where it has been changed since', async () => {
    await using office = await openOffice();
    const { users, undo, lastEntry } = office;
    await users.update('bob', { profile: { title: 'Clerk', office: '1' } });
    const { id } = await lastEntry();
    await users.update('bob', { profile: { title: 'Chief' } });
    const last = await lastEntry();
    await expect(undo.undo(SYSTEM, id)).rejects.toMatchObject({
      code: 'conflict',
      detail: { reason: 'changed-since', fields: ['title'] },
    });
    expect(await lastEntry()).toEqual(last);
    expect((await users.get('bob')).profile).toMatchObject({ title: 'Chief', office: '1' });
  });

  test('where others take it back at the same time', async () => {
    await using office = await openOffice();
    const { settings, undo, lastEntry } = office;
    await settings.set(SYSTEM, 'defaultLanguage', 'de');
    const { id } = await lastEntry();
    const ends = await Promise.allSettled([1, 2, 3].map(() => undo.undo(SYSTEM, id)));
    expect(ends.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected']);
    const entries = await office.store.reader().audit.list({ limit: 10 });
    expect(entries.filter(({ undoes }) => undoes === id)).toHaveLength(1);
    for (const end of ends) {
      if (end.status === 'rejected') expect(end.reason).toMatchObject({ detail: { reason: 'already-undone' } });
    }
  });

  test('where it has been taken back already', async () => {
    await using office = await openOffice();
    const { users, undo, andBack } = office;
    const { id } = await andBack(() => users.update('bob', { language: 'de' }));
    await expect(undo.undo(SYSTEM, id)).rejects.toMatchObject({
      code: 'conflict',
      detail: { reason: 'already-undone' },
    });
    const entry = await office.store.reader().audit.get(id);
    if (entry === null) throw new Error('no entry');
    expect(undo.isPossible(entry)).toBe(false);
  });

  test('where what was made is used by now', async () => {
    await using office = await openOffice();
    const { aliases, undo, lastEntry } = office;
    await aliases.create({ mail: 'all@example.test', owners: ['bob'], members: ['bob'] });
    const { id } = await lastEntry();
    await aliases.update('all@example.test', { addMembers: ['eve'] });
    await expect(undo.undo(SYSTEM, id)).rejects.toMatchObject({ detail: { fields: ['members'] } });
  });

  test('where a member is gone', async () => {
    await using office = await openOffice();
    const { aliases, users, undo, lastEntry } = office;
    await aliases.delete('team@example.test');
    const { id } = await lastEntry();
    await users.delete('eve');
    await expect(undo.undo(SYSTEM, id)).rejects.toMatchObject({ code: 'not-found', detail: { name: 'eve' } });
    await expect(aliases.get('team@example.test')).rejects.toMatchObject({ code: 'not-found' });
  });

  test('where there is no way back', async () => {
    await using office = await openOffice();
    const { users, undo, lastEntry } = office;
    await users.setPassword('bob', 'another horse');
    const password = await lastEntry();
    expect(undo.isPossible(password)).toBe(false);
    await expect(undo.undo(SYSTEM, password.id)).rejects.toMatchObject({ detail: { reason: 'no-way-back' } });
    await users.delete('eve');
    expect(undo.isPossible(await lastEntry())).toBe(false);
    await expect(undo.undo(SYSTEM, 99_999 as AuditId)).rejects.toMatchObject({ code: 'not-found' });
  });
});
