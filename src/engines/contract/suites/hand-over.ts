import { expect, test } from 'vitest';
import type { AliasMember, Forwarding } from '../../../domain/ports/directory.ts';
import type { CreateAlias } from '../../../domain/ports/directory-operations.ts';
import type { AccountId } from '../../../domain/ports/ids.ts';
import { applyOne } from '../../../domain/ports/store.ts';
import { NOBODY } from '../directory-samples.ts';
import { expectFailure } from '../expect-failure.ts';
import { Office, type OpenStore } from '../office.ts';

const person = (account: AccountId): AliasMember => ({ kind: 'user', account });

async function makeAlias(office: Office, localPart: string, more: Partial<CreateAlias>) {
  const about = {
    kind: 'create-alias',
    domain: office.domain,
    localPart,
    description: '',
    membership: 'open',
  } as const;
  return (await applyOne(office.store, { ...about, owners: [office.admin], members: [], ...more })).alias;
}

async function forward(office: Office, account: AccountId, addresses: readonly string[], keepsCopy = false) {
  const forwarding = { addresses, keepsCopy };
  await applyOne(office.store, { kind: 'update-user', account, expectVersion: null, forwarding });
}

/** A user whose place another one takes. DI5, K2 */
export function handOverSuite(open: OpenStore): void {
  test('the heir takes the place in aliases, once', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const { store, directory, admin } = office;
    const [bob, eve] = [await office.user('bob'), await office.user('eve')];
    const remote = { kind: 'remote', address: 'x@example.org' } as const;
    const sole = await makeAlias(office, 'sole', { owners: [bob], members: [remote, person(bob)] });
    const shared = await makeAlias(office, 'shared', {
      owners: [bob, admin, eve],
      members: [person(bob), person(eve)],
    });
    const other = await makeAlias(office, 'other', { members: [person(admin)] });
    await applyOne(store, { kind: 'delete-user', expectVersion: null, account: bob, handOverTo: eve });
    expect(await directory.alias(sole)).toMatchObject({ owners: [eve], members: [remote, person(eve)], version: 2 });
    expect(await directory.alias(shared)).toMatchObject({ owners: [admin, eve], members: [person(eve)], version: 2 });
    expect(await directory.alias(other)).toMatchObject({ owners: [admin], members: [person(admin)], version: 1 });
    expect((await directory.aliasesOf(eve)).map(({ localPart }) => localPart)).toEqual(['shared', 'sole']);
    expect(await directory.user(bob)).toBeNull();
  });

  test('and in catch-alls; without an heir they stop it', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const { store, directory, domain } = office;
    const [bob, eve] = [await office.user('bob'), await office.user('eve')];
    await applyOne(store, {
      kind: 'update-domain',
      expectVersion: null,
      domain,
      catchAll: { kind: 'user', account: bob },
    });
    await makeAlias(office, 'team', { owners: [bob], members: [person(bob)] });
    expect(await directory.dependentsOf(bob)).toMatchObject([
      { kind: 'alias-member', address: 'team@example.test' },
      { kind: 'alias-owner', address: 'team@example.test' },
      { kind: 'catch-all', domain, name: 'example.test' },
    ]);
    const failure = await expectFailure(
      store,
      { kind: 'delete-user', expectVersion: null, account: bob, handOverTo: null },
      'in-use',
    );
    expect(failure.detail.dependents).toEqual(['team@example.test', 'example.test']);
    const kinds: string[] = [];
    store.feed.subscribe(({ changes }) => kinds.push(...changes.map(({ kind }) => kind)));
    await applyOne(store, { kind: 'delete-user', expectVersion: null, account: bob, handOverTo: eve });
    expect((await directory.domain(domain))?.catchAll).toEqual({ kind: 'user', account: eve });
    expect(new Set(kinds)).toEqual(new Set(['domain-changed', 'alias-changed', 'mailbox-deleted', 'user-deleted']));
    expect((await directory.dependentsOf(eve)).map(({ kind }) => kind)).toEqual([
      'alias-member',
      'alias-owner',
      'catch-all',
    ]);
  });

  test('mail that others send on to the user goes to the heir', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const { store, directory, domain } = office;
    const [bob, eve] = [await office.user('Bob'), await office.user('eve')];
    const [carl, dora, finn] = [await office.user('carl'), await office.user('dora'), await office.user('finn')];
    await applyOne(store, { kind: 'update-domain', expectVersion: null, domain, synonyms: ['old.example.test'] });
    await forward(office, carl, ['a@example.org', 'bob@example.test', 'BOB@old.example.test', 'z@example.org'], true);
    await forward(office, dora, ['eve@example.test', 'bob@example.test']);
    await forward(office, finn, ['bob@example.org', 'bobby@example.test']);
    expect(await directory.dependentsOf(bob)).toEqual([
      { kind: 'forwarding', account: carl, userId: 'carl' },
      { kind: 'forwarding', account: dora, userId: 'dora' },
    ]);
    await applyOne(store, { kind: 'delete-user', expectVersion: null, account: bob, handOverTo: eve });
    const forwarding = async (account: AccountId): Promise<Forwarding | null | undefined> =>
      (await directory.user(account))?.forwarding;
    const expected = ['a@example.org', 'eve@example.test', 'z@example.org'];
    expect(await forwarding(carl)).toEqual({ addresses: expected, keepsCopy: true });
    expect(await forwarding(dora)).toEqual({ addresses: ['eve@example.test'], keepsCopy: false });
    expect(await forwarding(finn)).toEqual({ addresses: ['bob@example.org', 'bobby@example.test'], keepsCopy: false });
    expect((await directory.user(carl))?.version).toBe(3);
    expect((await directory.user(finn))?.version).toBe(2);
  });

  test('an heir who sent mail on to the user keeps it', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const { store, directory } = office;
    const [bob, carl, eve] = [await office.user('bob'), await office.user('carl'), await office.user('eve')];
    await forward(office, eve, ['bob@example.test']);
    await applyOne(store, { kind: 'delete-user', expectVersion: null, account: bob, handOverTo: eve });
    expect((await directory.user(eve))?.forwarding).toBeNull();
    await forward(office, eve, ['a@example.org', 'carl@example.test']);
    await applyOne(store, { kind: 'delete-user', expectVersion: null, account: carl, handOverTo: eve });
    expect((await directory.user(eve))?.forwarding).toEqual({ addresses: ['a@example.org'], keepsCopy: true });
  });

  test('without an heir the forwarding of others stays as it is', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const { store, directory } = office;
    const [bob, carl] = [await office.user('bob'), await office.user('carl')];
    await forward(office, carl, ['bob@example.test']);
    await applyOne(store, { kind: 'delete-user', expectVersion: null, account: bob, handOverTo: null });
    expect((await directory.user(carl))?.forwarding?.addresses).toEqual(['bob@example.test']);
  });

  test('the heir must be somebody else who is in use; nothing is changed otherwise', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const { store, directory, admin } = office;
    const [bob, eve] = [await office.user('bob'), await office.user('eve')];
    const alias = await makeAlias(office, 'sole', { owners: [bob], members: [person(bob)] });
    await applyOne(store, { kind: 'update-user', account: eve, expectVersion: null, archivedAtMs: 5 });
    const deletion = { kind: 'delete-user', expectVersion: null, account: bob } as const;
    await expectFailure(store, { ...deletion, handOverTo: bob }, 'invalid');
    await expectFailure(store, { ...deletion, handOverTo: eve }, 'invalid');
    await expectFailure(store, { ...deletion, handOverTo: NOBODY }, 'not-found');
    await expectFailure(store, { ...deletion, account: NOBODY, handOverTo: bob }, 'not-found');
    // What was handed over already is taken back.
    await expectFailure(store, { kind: 'delete-user', expectVersion: null, account: admin, handOverTo: bob }, 'in-use');
    expect(await directory.alias(alias)).toMatchObject({ owners: [bob], members: [person(bob)], version: 1 });
    const [postmaster] = (await directory.aliasesOf(admin)).map(({ owners }) => owners);
    expect(postmaster).toEqual([admin]);
  });
}
