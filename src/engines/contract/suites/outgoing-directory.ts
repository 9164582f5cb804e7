import { expect, test } from 'vitest';
import {
  DEFAULT_DOMAIN_POLICY,
  type DkimKeyState,
  type MailRoute,
  type NewDkimKey,
} from '../../../domain/ports/directory.ts';
import type { DkimKeyId, DomainId } from '../../../domain/ports/ids.ts';
import { applyOne } from '../../../domain/ports/store.ts';
import { expectFailure } from '../expect-failure.ts';
import { Office, type OpenStore } from '../office.ts';

const NOWHERE = 999_999 as DomainId;

function key(selector: string, state: DkimKeyState = 'active'): NewDkimKey {
  const sealedPrivateKey = new Uint8Array([0, 255, 128, 10, 13]);
  return { selector, algorithm: 'rsa-sha256', sealedPrivateKey, publicKey: 'MIIB+/==', state };
}

/** Signing keys, routes, and what else part of the directory decides about mail that comes and goes. */
export function outgoingDirectorySuite(open: OpenStore): void {
  test('keys come with a domain, and go with it', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const { store, directory, admin, domain: first } = office;
    const kinds: string[] = [];
    store.feed.subscribe(({ changes }) => kinds.push(...changes.map(({ kind }) => kind)));
    const creation = { kind: 'create-domain', name: 'example.org', description: '', postmaster: admin } as const;
    const ed: NewDkimKey = { ...key('e1'), algorithm: 'ed25519-sha256' };
    const before = Date.now();
    const { domain } = await applyOne(store, { ...creation, dkimKeys: [key('r1'), ed] });
    expect(kinds).toEqual(['domain-changed', 'dkim-keys-changed', 'alias-changed']);
    const { key: third } = await applyOne(store, { kind: 'add-dkim-key', domain: first, key: key('r1', 'next') });
    const keys = await directory.dkimKeys(domain);
    expect(keys).toMatchObject([
      { domain, selector: 'r1', algorithm: 'rsa-sha256', publicKey: 'MIIB+/==', state: 'active' },
      { domain, selector: 'e1', algorithm: 'ed25519-sha256', state: 'active' },
    ]);
    expect(Buffer.from(keys[0]?.sealedPrivateKey ?? [])).toEqual(Buffer.from(key('r1').sealedPrivateKey));
    expect(keys[0]?.createdAtMs).toBeGreaterThanOrEqual(before);
    expect(keys[0]?.stateSinceMs).toBe(keys[0]?.createdAtMs);
    expect(new Set((await directory.dkimKeys(null)).map(({ id }) => id))).toEqual(
      new Set([third, ...keys.map(({ id }) => id)]),
    );
    await opened.reopen();
    expect(await office.directory.dkimKeys(domain)).toEqual(keys);

    const twice = { ...creation, name: 'example.net', dkimKeys: [key('r1'), key('r1')] };
    await expectFailure(office.store, twice, 'already-exists');
    expect(await office.directory.findDomain('example.net')).toBeNull();
    await expectFailure(office.store, { kind: 'add-dkim-key', domain, key: key('r1') }, 'already-exists');
    await expectFailure(office.store, { kind: 'add-dkim-key', domain: NOWHERE, key: key('r2') }, 'not-found');
    await applyOne(office.store, { kind: 'delete-domain', domain });
    expect((await office.directory.dkimKeys(null)).map(({ id }) => id)).toEqual([third]);
  });

  test('the first domain has its keys from the beginning', async () => {
    await using opened = await open();
    const office = await Office.begin(opened, [key('r1')]);
    expect(await office.directory.dkimKeys(office.domain)).toMatchObject([{ selector: 'r1' }]);
  });

  test('states of keys change together', async () => {
    await using opened = await open();
    const office = await Office.begin(opened, [key('old'), key('new', 'next')]);
    const { store, directory, domain } = office;
    const [old, next] = await directory.dkimKeys(domain);
    const [oldKey, newKey] = [old.id, next.id];
    const taken: unknown[] = [];
    store.feed.subscribe(({ changes }) => taken.push(...changes));
    const set = (...keys: (readonly [DkimKeyId, DkimKeyState | 'removed'])[]) =>
      ({ kind: 'set-dkim-key-states', keys: keys.map(([id, state]) => ({ key: id, state })) }) as const;
    await expectFailure(store, set([oldKey, 'retired'], [999_999 as DkimKeyId, 'active']), 'not-found');
    expect(await directory.dkimKeys(domain)).toEqual([old, next]);
    await applyOne(store, set([oldKey, 'retired'], [newKey, 'active']));
    expect(taken).toEqual([{ kind: 'dkim-keys-changed', domain }]);
    const states = async () => (await directory.dkimKeys(domain)).map(({ selector, state }) => [selector, state]);
    expect(await states()).toEqual([
      ['old', 'retired'],
      ['new', 'active'],
    ]);
    const [retired] = await directory.dkimKeys(domain);
    expect(retired?.stateSinceMs).toBeGreaterThanOrEqual(old?.stateSinceMs ?? 0);
    await applyOne(store, set([oldKey, 'removed']));
    expect(await states()).toEqual([['new', 'active']]);
    await applyOne(store, { kind: 'add-dkim-key', domain, key: key('old') });
    const again = await directory.dkimKeys(domain);
    expect(again[1]?.id).toBeGreaterThan(newKey);
  });

  test('routes', async () => {
    await using opened = await open();
    const { store, directory } = await Office.begin(opened);
    const kinds: string[] = [];
    store.feed.subscribe(({ changes }) => kinds.push(...changes.map(({ kind }) => kind)));
    const host = { host: 'relay.example.net', port: 587, tls: 'required' } as const;
    const smart: MailRoute = { pattern: '*', ...host, userName: 'office', sealedPassword: new Uint8Array([9, 0, 255]) };
    const plain: MailRoute = { pattern: '.example.org', ...host, tls: 'none', userName: null, sealedPassword: null };
    const set = (pattern: string, route: MailRoute | null) => ({ kind: 'set-mail-route', pattern, route }) as const;
    await applyOne(store, set('.example.org', plain));
    await applyOne(store, set('*', smart));
    const [first, second] = await directory.mailRoutes();
    expect(first).toMatchObject({ ...smart, sealedPassword: expect.anything() as unknown });
    expect(Buffer.from(first?.sealedPassword ?? [])).toEqual(Buffer.from(smart.sealedPassword ?? []));
    expect(second).toEqual(plain);
    await applyOne(store, set('.example.org', { ...plain, port: 2525 }));
    expect((await directory.mailRoutes()).map(({ pattern, port }) => [pattern, port])).toEqual([
      ['*', 587],
      ['.example.org', 2525],
    ]);
    await applyOne(store, set('*', null));
    await expectFailure(store, set('*', null), 'not-found');
    expect(await directory.mailRoutes()).toHaveLength(1);
    expect(kinds).toEqual(Array.from({ length: 4 }, () => 'mail-routes-changed'));
  });

  test('the policy of a domain', async () => {
    await using opened = await open();
    const { store, directory, domain } = await Office.begin(opened);
    const policy = async () => (await directory.domain(domain))?.policy;
    expect(await policy()).toEqual(DEFAULT_DOMAIN_POLICY);
    await applyOne(store, {
      kind: 'update-domain',
      expectVersion: null,
      domain,
      policy: { dmarc: 'none', spf: 'reject' },
    });
    await applyOne(store, { kind: 'update-domain', expectVersion: null, domain, description: 'x' });
    expect(await policy()).toEqual({ dmarc: 'none', spf: 'reject' });
    expect((await directory.findDomain('example.test'))?.policy).toEqual({ dmarc: 'none', spf: 'reject' });
  });

  test('forwarding and welcome senders of a user', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const { store, directory } = office;
    const account = await office.user('alice');
    const user = () => directory.user(account);
    expect(await user()).toMatchObject({ forwarding: null, welcomeSenders: [], version: 1 });
    const update = { kind: 'update-user', account, expectVersion: null } as const;
    const forwarding = { addresses: ['a@example.org', 'ä@example.org'], keepsCopy: true };
    await applyOne(store, { ...update, forwarding, welcomeSenders: ['@example.org', 'b@example.com'] });
    await applyOne(store, { ...update, language: 'de' });
    expect(await user()).toMatchObject({ forwarding, welcomeSenders: ['@example.org', 'b@example.com'], version: 3 });
    await applyOne(store, { ...update, forwarding: null, welcomeSenders: [] });
    expect(await directory.findUser('ALICE')).toMatchObject({ forwarding: null, welcomeSenders: [] });
  });

  test('members that are files and programs', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const { store, directory, domain, admin } = office;
    const alice = await office.user('alice');
    const members = [
      { kind: 'file', name: 'archive' },
      { kind: 'user', account: alice },
      { kind: 'program', name: 'fax' },
      { kind: 'remote', address: 'x@example.org' },
    ] as const;
    const named = { domain, localPart: 'fax', description: '', membership: 'closed', owners: [admin] } as const;
    const { alias } = await applyOne(store, { kind: 'create-alias', ...named, members });
    expect((await directory.alias(alias))?.members).toEqual(members);
    // The user is not its only member.
    await applyOne(store, { kind: 'delete-user', expectVersion: null, account: alice, handOverTo: null });
    const left = members.filter(({ kind }) => kind !== 'user');
    expect((await directory.alias(alias))?.members).toEqual(left);
    await applyOne(store, { kind: 'update-alias', alias, expectVersion: null, members: left.slice(1, 2) });
    expect((await directory.alias(alias))?.members).toEqual([{ kind: 'program', name: 'fax' }]);
  });
}
