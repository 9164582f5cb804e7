import { expect, test } from 'vitest';
import type { AuditQuery, AuditTargetKind, NewAuditEntry } from '../../../domain/ports/audit.ts';
import type { AuditId } from '../../../domain/ports/ids.ts';
import { applyOne } from '../../../domain/ports/store.ts';
import { auditEntry, NOBODY, newFactor, newGroup, PASSWORD } from '../directory-samples.ts';
import { expectFailure } from '../expect-failure.ts';
import { newUser, Office, type OpenStore } from '../office.ts';

/** Who has changed what: one entry for each change that says so, and none for one that failed. SM6 */
export function auditSuite(open: OpenStore): void {
  test('an entry is written with its change, or not at all', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const { store, admin } = office;
    const account = await office.user('bob');
    const entry: NewAuditEntry = {
      atMs: 1234,
      actor: { account: admin, name: 'admin', service: 'admin', address: '192.0.2.1' },
      action: 'user.update',
      target: { kind: 'user', name: 'bob' },
      before: { language: null, profile: { lastName: 'ä' } },
      after: { language: 'de', quotas: [1, 'none'] },
    };
    const update = { kind: 'update-user', account, expectVersion: null } as const;
    await applyOne(store, { ...update, language: 'de', audit: entry });
    await applyOne(store, { ...update, language: 'fr' });
    await expectFailure(store, { ...update, userId: 'admin', audit: entry }, 'already-exists');
    await opened.reopen();
    const list = await office.audit.list({ limit: 9 });
    expect(list).toEqual([{ ...entry, id: expect.any(Number) as unknown }]);
  });

  test('what takes a change back is told at both', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const { store, audit } = office;
    const write = (more: Partial<NewAuditEntry>) =>
      applyOne(store, { kind: 'set-setting', name: 'x', value: '1', audit: auditEntry('a', more) });
    await write({});
    const [first] = await audit.list({ limit: 1 });
    if (first === undefined) throw new Error('no entry');
    expect(await audit.get(first.id)).toEqual(first);
    expect(first).not.toHaveProperty('undoneBy');
    await write({ undoes: first.id });
    await opened.reopen();
    const [last] = await office.audit.list({ limit: 1 });
    expect(last).toMatchObject({ undoes: first.id });
    expect(await office.audit.get(first.id)).toEqual({ ...first, undoneBy: last?.id });
    expect(await office.audit.get(99_999 as AuditId)).toBeNull();
  });

  test('every operation that carries an entry writes it', async () => {
    await using opened = await open();
    const { store } = opened;
    const dkimKeys = [] as const;
    const first = { name: 'example.test', description: '', dkimKeys };
    const admin = newUser('admin', 'administrator');
    const begun = await applyOne(store, { kind: 'initialise', domain: first, admin, audit: auditEntry('a') });
    const { domain, admin: account } = begun;
    const named = { name: 'example.org', description: '', dkimKeys, postmaster: account };
    const made = await applyOne(store, { kind: 'create-domain', ...named, audit: auditEntry('b') });
    const bob = await applyOne(store, { kind: 'create-user', domain, ...newUser('bob'), audit: auditEntry('c') });
    await applyOne(store, { kind: 'set-credential', account, credential: PASSWORD, audit: auditEntry('d') });
    const factor = newFactor('phone');
    await applyOne(store, { kind: 'add-second-factor', account, factor, audit: auditEntry('e') });
    await applyOne(store, { ...newGroup(domain, 'staff'), audit: auditEntry('f') });
    await applyOne(store, { kind: 'end-sessions', account, sessions: { allBut: null }, audit: auditEntry('g') });
    await applyOne(store, { kind: 'set-setting', name: 'x', value: '1', audit: auditEntry('h') });
    const host = { host: 'relay.example.net', port: 25, tls: 'none', userName: null, sealedPassword: null } as const;
    const route = { pattern: '*', ...host };
    await applyOne(store, { kind: 'set-mail-route', pattern: '*', route, audit: auditEntry('i') });
    const sealedPrivateKey = new Uint8Array([1]);
    const key = { selector: 's', algorithm: 'rsa-sha256', sealedPrivateKey, publicKey: '', state: 'next' } as const;
    await applyOne(store, { kind: 'add-dkim-key', domain, key, audit: auditEntry('j') });
    await applyOne(store, { kind: 'delete-domain', domain: made.domain, audit: auditEntry('k') });
    const deletion = { kind: 'delete-user', expectVersion: null, account: bob.account, handOverTo: null } as const;
    await applyOne(store, { ...deletion, audit: auditEntry('l') });
    const list = await store.reader().audit.list({ limit: 99 });
    expect(list.map(({ action }) => action).join('')).toBe('lkjihgfedcba');
  });

  test('listing: newest first, in pages, by actor, target and time', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const { store, audit } = office;
    const write = (atMs: number, actor: string, kind: AuditTargetKind, name: string) => {
      const who = { account: NOBODY, name: actor, service: 'admin', address: '' };
      const entry = auditEntry(`at ${atMs}`, { atMs, actor: who, target: { kind, name } });
      return applyOne(store, { kind: 'set-setting', name: 'x', value: '1', audit: entry });
    };
    await write(10, 'Zoë', 'user', 'Bob');
    await write(50, 'admin', 'user', 'eve');
    // The clock was set back.
    await write(20, 'admin', 'setting', 'bob');
    await write(30, 'zoe\u0308', 'domain', 'example.test');
    await write(60, 'admin', 'user', 'bob');
    const times = async (query: Partial<AuditQuery>) => (await audit.list({ limit: 9, ...query })).map((e) => e.atMs);
    expect(await times({})).toEqual([60, 30, 20, 50, 10]);
    expect(await times({ untilMs: 30 })).toEqual([20, 10]);
    expect(await times({ untilMs: 60, sinceMs: 20 })).toEqual([30, 20, 50]);
    expect(await times({ untilMs: 10 })).toEqual([]);
    expect(await times({ action: 'at 20' })).toEqual([20]);
    const [newest, next] = await audit.list({ limit: 2 });
    expect([newest?.atMs, next?.atMs]).toEqual([60, 30]);
    expect(await times({ before: next?.id, limit: 2 })).toEqual([20, 50]);
    expect(await times({ actor: 'ZOË' })).toEqual([30, 10]);
    expect(await times({ target: { kind: 'user' } })).toEqual([60, 50, 10]);
    expect(await times({ target: { kind: 'user', name: 'BOB' } })).toEqual([60, 10]);
    expect(await times({ target: { kind: 'user', name: 'bob' }, actor: 'admin' })).toEqual([60]);
    expect(await times({ sinceMs: 20 })).toEqual([60, 30, 20, 50]);
    expect(await times({ sinceMs: 31 })).toEqual([60, 50]);
    expect(await times({ sinceMs: 30, actor: 'zoë' })).toEqual([30]);
    expect(await times({ sinceMs: 61 })).toEqual([]);

    await applyOne(store, { kind: 'forget-expired', sessionsBeforeMs: 0, auditBeforeMs: 30 });
    expect(await times({})).toEqual([60, 30, 50]);
    expect(await times({ sinceMs: 30 })).toEqual([60, 30, 50]);
  });
}
