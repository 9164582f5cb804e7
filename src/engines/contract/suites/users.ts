import { expect, test } from 'vitest';
import type { Change } from '../../../domain/ports/changes.ts';
import type { AccountId, DomainId } from '../../../domain/ports/ids.ts';
import { INBOX } from '../../../domain/ports/mailboxes.ts';
import { applyOne } from '../../../domain/ports/store.ts';
import { NOBODY, NOWHERE, newFactor, newGroup, newSession, PASSWORD } from '../directory-samples.ts';
import { expectFailure } from '../expect-failure.ts';
import { mailbox, newUser, Office, type OpenStore, PROFILE } from '../office.ts';

export function userSuite(open: OpenStore): void {
  const nobody = NOBODY;

  test('create makes user, address, credentials and mailboxes', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const { store, domain } = office;
    const mailboxes = [mailbox(INBOX), mailbox('Sent', { specialUse: ['Sent'], isSubscribed: true }), mailbox('a/b')];
    const user = { ...newUser('Zoë'), localPart: 'Zoë.X', mailboxes, credentials: [PASSWORD], storageQuota: 1000 };
    const { account } = await applyOne(store, { kind: 'create-user', domain, ...user, messageQuota: 'none' });
    expect(await office.directory.user(account)).toMatchObject({
      ...{ account, userId: 'Zoë', domain, domainName: 'example.test', localPart: 'Zoë.X', role: 'user' },
      ...{ isEnabled: true, profile: PROFILE, language: null, storageQuota: 1000, messageQuota: 'none', version: 1 },
    });
    // Compared in normal form C and without case.
    expect((await office.directory.findUser('ZOE\u0308'))?.account).toBe(account);
    expect(await office.directory.resolve('zoë.x', 'example.test')).toEqual({ kind: 'user', account });
    expect((await office.mailboxes.list(account)).map(({ path }) => path)).toEqual([INBOX, 'Sent', 'a', 'a/b']);
    const [credential] = await office.directory.credentials(account);
    expect(credential).toMatchObject({ ...PASSWORD, account, scram: new Uint8Array([0, 1, 255]) });
  });

  test('several are read at once', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const [bob, ann] = [await office.user('bob'), await office.user('ann')];
    const found = await office.directory.users([ann, bob, 9999 as AccountId]);
    expect(found.map(({ userId }) => userId).sort()).toEqual(['ann', 'bob']);
    expect(found.find(({ account }) => account === bob)).toEqual(await office.directory.user(bob));
    expect(await office.directory.users([])).toEqual([]);
  });

  test('facts of accounts are read at once', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const { store } = office;
    const [bob, { account: ann, inbox }] = [await office.user('bob'), await office.person('ann')];
    const factsOf = async (account: AccountId) => (await office.directory.accountFacts([account]))[0];
    const nothing = { storageBytes: 0, messageCount: 0, hasSecondFactor: false, lastSignInAtMs: null };
    expect(await factsOf(bob)).toEqual({ account: bob, ...nothing });
    await office.append(inbox, {}, 'hello');
    const usage = await office.mailboxes.usage(ann);
    expect(await factsOf(ann)).toEqual({ account: ann, ...nothing, ...usage });
    const add = { kind: 'add-second-factor', account: bob } as const;
    await applyOne(store, { ...add, factor: newFactor('codes', { kind: 'recovery', confirmedAtMs: 8 }) });
    await applyOne(store, { ...add, factor: newFactor('begun') });
    expect(await factsOf(bob)).toMatchObject({ hasSecondFactor: false });
    await applyOne(store, { ...add, factor: newFactor('phone', { kind: 'passkey', confirmedAtMs: 8 }) });
    expect(await factsOf(bob)).toMatchObject({ hasSecondFactor: true });
    const { credential } = await applyOne(store, { kind: 'set-credential', account: bob, credential: PASSWORD });
    await applyOne(store, { kind: 'note-credential-use', credential, atMs: 50, address: '' });
    expect(await factsOf(bob)).toMatchObject({ lastSignInAtMs: 50 });
    await applyOne(store, { kind: 'create-session', session: newSession(bob, { createdAtMs: 70 }) });
    expect(await factsOf(bob)).toMatchObject({ lastSignInAtMs: 70 });
    const found = await office.directory.accountFacts([bob, NOBODY, ann]);
    expect(new Set(found.map(({ account }) => account))).toEqual(new Set([bob, ann]));
    expect(await office.directory.accountFacts([])).toEqual([]);
  });

  test('create fails with each of its failures', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const { store, domain } = office;
    await office.user('bob');
    const creation = { kind: 'create-user', domain } as const;
    const userId = await expectFailure(store, { ...creation, ...newUser('BOB') }, 'already-exists');
    expect(userId.detail.field).toBe('userId');
    const mail = await expectFailure(store, { ...creation, ...newUser('other'), localPart: 'Bob' }, 'already-exists');
    expect(mail.detail.field).toBe('mail');
    const postmaster = { ...newUser('other'), localPart: 'postmaster' };
    await expectFailure(store, { ...creation, ...postmaster }, 'already-exists');
    await expectFailure(store, { ...creation, ...newUser('other'), mailboxes: [] }, 'invalid');
    await expectFailure(store, { ...creation, ...newUser('other'), domain: 999_999 as DomainId }, 'not-found');
    expect(await office.directory.countUsers(null)).toBe(2);
    await applyOne(store, { ...creation, ...newUser('other') });
  });

  test('update changes what is given, under its precondition', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const { store } = office;
    const account = await office.user('bob');
    const update = { kind: 'update-user', account, expectVersion: null } as const;
    await applyOne(store, {
      ...update,
      expectVersion: 1,
      userId: 'robert',
      localPart: 'rob',
      profile: { office: '7' },
    });
    await applyOne(store, { ...update, language: 'pl', storageQuota: 'none', messageQuota: 7, isEnabled: false });
    expect(await office.directory.user(account)).toMatchObject({
      ...{ userId: 'robert', localPart: 'rob', profile: { ...PROFILE, office: '7' }, language: 'pl' },
      ...{ storageQuota: 'none', messageQuota: 7, isEnabled: false, version: 3 },
    });
    expect(await office.directory.resolve('bob', 'example.test')).toBeNull();
    expect(await office.directory.resolve('rob', 'example.test')).toEqual({ kind: 'user', account });
    await expectFailure(store, { ...update, expectVersion: 1, userId: 'x' }, 'conflict');
    await expectFailure(store, { ...update, account: nobody }, 'not-found');
    await expectFailure(store, { ...update, userId: 'ADMIN' }, 'already-exists');
    await expectFailure(store, { ...update, localPart: 'admin' }, 'already-exists');
    expect((await office.directory.user(account))?.localPart).toBe('rob');
    // Its own name in another case is no clash.
    await applyOne(store, { ...update, userId: 'Robert', localPart: 'ROB' });
  });

  test('the last enabled administrator stays one', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const { store, admin } = office;
    const update = { kind: 'update-user', account: admin, expectVersion: null } as const;
    await expectFailure(store, { ...update, role: 'user' }, 'in-use');
    await expectFailure(store, { ...update, isEnabled: false }, 'in-use');
    await expectFailure(store, { ...update, archivedAtMs: 5 }, 'in-use');
    await expectFailure(store, { ...update, role: 'domain-administrator' }, 'in-use');
    const bob = await office.user('bob');
    await applyOne(store, { ...update, account: bob, role: 'administrator', isEnabled: false });
    await expectFailure(store, { ...update, role: 'user' }, 'in-use');
    await applyOne(store, { ...update, account: bob, isEnabled: true, archivedAtMs: 5 });
    await expectFailure(store, { ...update, role: 'user' }, 'in-use');
    await expectFailure(
      store,
      { kind: 'delete-user', expectVersion: null, account: admin, handOverTo: null },
      'in-use',
    );
    await applyOne(store, { ...update, account: bob, archivedAtMs: null });
    await applyOne(store, { ...update, role: 'user' });
  });

  test('role, privileges, listed or not, archived and brought back', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const { store, directory, domain } = office;
    const account = await office.user('bob');
    const user = () => directory.user(account);
    expect(await user()).toMatchObject({ roleDomains: [], isListed: true, archivedAtMs: null, privileges: {} });
    const update = { kind: 'update-user', account, expectVersion: null } as const;
    const privileges = { 'change-password': false, 'create-aliases': true } as const;
    await applyOne(store, { ...update, role: 'help-desk', roleDomains: [domain], isListed: false, privileges });
    await applyOne(store, { ...update, archivedAtMs: 77 });
    const changed = { role: 'help-desk', roleDomains: [domain], isListed: false, privileges };
    expect(await user()).toMatchObject({ ...changed, archivedAtMs: 77, isEnabled: true, version: 3 });
    await expectFailure(store, { ...update, roleDomains: [NOWHERE] }, 'not-found');
    await opened.reopen();
    expect(await office.directory.findUser('bob')).toMatchObject({ ...changed, archivedAtMs: 77 });
    await applyOne(office.store, { ...update, archivedAtMs: null });
    expect((await office.directory.user(account))?.archivedAtMs).toBeNull();

    const eve = { ...newUser('eve'), role: 'domain-administrator', roleDomains: [domain], isListed: false } as const;
    const forwarding = { addresses: ['eve@example.com'], keepsCopy: true };
    const creation = { kind: 'create-user', domain, ...eve, isEnabled: false, privileges, forwarding } as const;
    await expectFailure(office.store, { ...creation, roleDomains: [NOWHERE] }, 'not-found');
    const made = await applyOne(office.store, creation);
    const flags = { isListed: false, isEnabled: false };
    const expected = { role: 'domain-administrator', roleDomains: [domain], ...flags, privileges, forwarding };
    expect(await office.directory.user(made.account)).toMatchObject(expected);
  });

  test('who is known to a remote directory', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const { store, domain } = office;
    const bob = await office.user('bob');
    expect(await office.directory.user(bob)).toMatchObject({ remoteId: null });
    const creation = { kind: 'create-user', domain } as const;
    const { account: eve } = await applyOne(store, { ...creation, ...newUser('eve'), remoteId: 'e-1' });
    const taken = await expectFailure(store, { ...creation, ...newUser('carl'), remoteId: 'e-1' }, 'already-exists');
    expect(taken.detail.field).toBe('remoteId');
    const update = { kind: 'update-user', account: bob, expectVersion: null } as const;
    await expectFailure(store, { ...update, remoteId: 'e-1' }, 'already-exists');
    await applyOne(store, { ...update, remoteId: 'E-1' });
    await applyOne(store, { ...update, remoteId: 'E-1', isListed: false });
    await applyOne(store, { ...update, isListed: true });
    await opened.reopen();
    const find = async (id: string) => (await office.directory.findUserByRemoteId(id))?.account ?? null;
    expect([await find('e-1'), await find('E-1'), await find('x')]).toEqual([eve, bob, null]);
    const list = async (isRemote: boolean) =>
      (await office.directory.listUsers(null, { limit: 9 }, { isRemote })).map(({ userId }) => userId);
    expect([await list(true), await list(false)]).toEqual([['bob', 'eve'], ['admin']]);
    expect(await office.directory.countUsers(domain, { isRemote: true, role: 'user' })).toBe(2);
    await applyOne(office.store, { ...update, remoteId: null });
    expect([await find('E-1'), await office.directory.countUsers(null, { isRemote: false })]).toEqual([null, 2]);
    await applyOne(office.store, { ...creation, ...newUser('carl'), remoteId: 'E-1' });
  });

  test('update may end all sessions of the account, and those of no other', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const { store, directory } = office;
    const [bob, eve] = [await office.user('bob'), await office.user('eve')];
    const begin = async (account: AccountId) =>
      (await applyOne(store, { kind: 'create-session', session: newSession(account, {}) })).session;
    const [first, second, other] = [await begin(bob), await begin(bob), await begin(eve)];
    const told: Change[] = [];
    store.feed.subscribe(({ changes }) => told.push(...changes));
    const update = { kind: 'update-user', account: bob, expectVersion: null } as const;
    await applyOne(store, { ...update, language: 'pl' });
    expect(await directory.sessions(bob)).toHaveLength(2);
    await expectFailure(store, { ...update, expectVersion: 1, role: 'administrator', ends: 'sessions' }, 'conflict');
    expect(await directory.sessions(bob)).toHaveLength(2);
    await applyOne(store, { ...update, role: 'administrator', ends: 'sessions' });
    expect(await directory.sessions(bob)).toEqual([]);
    expect((await directory.sessions(eve)).map(({ id }) => id)).toEqual([other]);
    expect(told).toContainEqual({ kind: 'sessions-ended', account: bob, sessions: [first, second] });
  });

  test('delete removes everything that the user owned', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const { store } = office;
    const { account, inbox } = await office.person('bob');
    await office.append(inbox);
    const { credential } = await applyOne(store, { kind: 'set-credential', account, credential: PASSWORD });
    await applyOne(store, { kind: 'add-second-factor', account, factor: newFactor('phone') });
    const { session } = await applyOne(store, { kind: 'create-session', session: newSession(account, { credential }) });
    const { group } = await applyOne(store, newGroup(office.domain, 'staff', { members: [account] }));
    const told: Change[] = [];
    store.feed.subscribe(({ changes }) => told.push(...changes));
    await applyOne(store, { kind: 'delete-user', expectVersion: null, account, handOverTo: null });
    expect(await office.directory.user(account)).toBeNull();
    expect(await office.directory.resolve('bob', 'example.test')).toBeNull();
    expect(await office.directory.credentials(account)).toEqual([]);
    expect(await office.directory.secondFactors(account)).toEqual([]);
    expect(await office.directory.sessions(account)).toEqual([]);
    expect(await office.directory.groupMembers(group, null, 9)).toEqual([]);
    expect(told).toContainEqual({ kind: 'group-changed', group });
    expect(told).toContainEqual({ kind: 'sessions-ended', account, sessions: [session] });
    expect(await office.mailboxes.list(account)).toEqual([]);
    expect(await office.mailboxes.usage(account)).toEqual({ storageBytes: 0, messageCount: 0 });
    await expectFailure(store, { kind: 'delete-user', expectVersion: null, account, handOverTo: null }, 'not-found');
    const again = await office.person('bob');
    expect(again.account).toBeGreaterThan(account);
    expect(await office.show(again.inbox)).toEqual([]);
  });

  test('delete is stopped by what depends on the user', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const { store, domain, admin } = office;
    const bob = await office.user('bob');
    const eve = await office.user('eve');
    const people = { owners: [bob], members: [{ kind: 'user', account: bob } as const] };
    const alias = { kind: 'create-alias', domain, description: '', membership: 'open', ...people } as const;
    await applyOne(store, { ...alias, localPart: 'team' });
    await applyOne(store, { ...alias, localPart: 'all', owners: [bob, admin] });
    const shared = await applyOne(store, {
      ...alias,
      ...{ localPart: 'shared', owners: [bob, eve] },
      members: [...people.members, { kind: 'user', account: eve }],
    });
    const failure = await expectFailure(
      store,
      { kind: 'delete-user', expectVersion: null, account: bob, handOverTo: null },
      'in-use',
    );
    expect(failure.detail.dependents).toEqual(['all@example.test', 'team@example.test']);
    await applyOne(store, { kind: 'delete-user', expectVersion: null, account: eve, handOverTo: null });
    const left = await office.directory.alias(shared.alias);
    expect(left).toMatchObject({ owners: [bob], members: people.members, version: 2 });
    await expectFailure(
      store,
      { kind: 'delete-user', expectVersion: null, account: admin, handOverTo: null },
      'in-use',
    );
  });

  test('listing is by User ID, in pages, by part of a text', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const { store, directory, domain } = office;
    for (const name of ['dora', 'Bob', 'carl', 'Anna']) await office.user(name);
    const bob = await directory.findUser('bob');
    const profile = { lastName: 'Müller' };
    await applyOne(store, { kind: 'update-user', account: bob?.account ?? nobody, expectVersion: null, profile });
    const ids = async (page: Parameters<typeof directory.listUsers>[1]) => {
      return (await directory.listUsers(domain, page)).map(({ userId }) => userId);
    };
    expect(await ids({ limit: 3 })).toEqual(['admin', 'Anna', 'Bob']);
    expect(await ids({ limit: 3, after: 'Bob' })).toEqual(['carl', 'dora']);
    expect(await ids({ limit: 9, query: 'MÜLL' })).toEqual(['Bob']);
    expect(await ids({ limit: 9, query: 'AR' })).toEqual(['carl']);
    expect(await directory.listUsers(999_999 as DomainId, { limit: 9 })).toEqual([]);
    expect(await directory.countUsers(domain)).toBe(5);
  });

  test('a listing may be of one role, and of those who are archived or not', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const { store, directory, domain } = office;
    for (const name of ['anna', 'bob', 'carl']) await office.user(name);
    const bob = (await directory.findUser('bob'))?.account ?? nobody;
    await applyOne(store, { kind: 'update-user', account: bob, expectVersion: null, archivedAtMs: 1000 });
    const cases = [
      [{}, ['admin', 'anna', 'bob', 'carl']],
      [{ role: 'user' }, ['anna', 'bob', 'carl']],
      [{ isArchived: false }, ['admin', 'anna', 'carl']],
      [{ isArchived: true, role: 'user' }, ['bob']],
      [{ isArchived: true, role: 'administrator' }, []],
    ] as const;
    for (const [filter, expected] of cases) {
      for (const within of [null, domain]) {
        const users = await directory.listUsers(within, { limit: 9 }, filter);
        expect(users.map(({ userId }) => userId)).toEqual(expected);
        expect(await directory.countUsers(within, filter)).toBe(expected.length);
      }
      const [first] = await directory.listUsers(domain, { limit: 1 }, filter);
      expect(first?.userId).toBe(expected[0]);
    }
  });
}
