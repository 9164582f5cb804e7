import { expect, test } from 'vitest';
import type { Change } from '../../../domain/ports/changes.ts';
import type { NewCredential, SetCredential } from '../../../domain/ports/directory-operations.ts';
import type { CredentialId } from '../../../domain/ports/ids.ts';
import { applyOne } from '../../../domain/ports/store.ts';
import { NOBODY, newSession, PASSWORD } from '../directory-samples.ts';
import { expectFailure } from '../expect-failure.ts';
import { Office, type OpenStore } from '../office.ts';

export function credentialSuite(open: OpenStore): void {
  test('credentials are replaced by kind and label', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const { store } = office;
    const account = await office.user('bob');
    const set = (credential: NewCredential) => applyOne(store, { kind: 'set-credential', account, credential });
    const first = await set(PASSWORD);
    const app = await set({ ...PASSWORD, kind: 'app-password', label: 'phone', scram: null, expiresAtMs: 9 });
    const second = await set({ ...PASSWORD, verifier: '$argon2id$2', mustChange: true });
    expect(second.credential).not.toBe(first.credential);
    const kept = await office.directory.credentials(account);
    expect(kept.map(({ id }) => id)).toEqual([app.credential, second.credential]);
    expect(kept[1]).toMatchObject({ verifier: '$argon2id$2', mustChange: true });
    await applyOne(store, { kind: 'delete-credential', account, credential: app.credential });
    const deletion = { kind: 'delete-credential', account } as const;
    await expectFailure(store, { ...deletion, credential: app.credential }, 'not-found');
    const foreign = { ...deletion, account: office.admin, credential: second.credential };
    await expectFailure(store, foreign, 'not-found');
    await expectFailure(store, { kind: 'set-credential', account: NOBODY, credential: PASSWORD }, 'not-found');
  });

  test('a credential for a user who is still as he was looked at', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const { store } = office;
    const account = await office.user('bob');
    const { version } = (await office.directory.user(account)) ?? { version: 0 };
    const set = { kind: 'set-credential', account, credential: PASSWORD, expectVersion: version } as const;
    await applyOne(store, set);
    await applyOne(store, { ...set, credential: { ...PASSWORD, verifier: '$argon2id$2' } });
    await applyOne(store, { kind: 'update-user', account, expectVersion: version, isListed: false });
    await expectFailure(store, { ...set, credential: { ...PASSWORD, verifier: '$argon2id$3' } }, 'conflict');
    expect(await office.directory.credentials(account)).toMatchObject([{ verifier: '$argon2id$2' }]);
  });

  test('with a credential all that was opened for the account ends, and what was given to programs', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const { store, directory } = office;
    const account = await office.user('bob');
    const set = (credential: NewCredential, ends?: SetCredential['ends']) =>
      applyOne(store, { kind: 'set-credential', account, credential, ...(ends === undefined ? {} : { ends }) });
    const APP: NewCredential = { ...PASSWORD, kind: 'app-password', label: 'phone', scram: null };
    const begin = async () => {
      await set(APP);
      await applyOne(store, { kind: 'create-session', session: newSession(account) });
    };
    const left = async () => [
      (await directory.credentials(account)).map(({ kind }) => kind).sort(),
      (await directory.sessions(account)).length,
    ];
    await begin();
    await set(PASSWORD);
    expect(await left()).toEqual([['app-password', 'password'], 1]);
    await set(PASSWORD, 'sessions');
    expect(await left()).toEqual([['app-password', 'password'], 0]);
    await begin();
    await applyOne(store, { kind: 'set-credential', account: office.admin, credential: APP });
    await set(PASSWORD, 'sessions-and-app-passwords');
    expect(await left()).toEqual([['password'], 0]);
    expect(await directory.credentials(office.admin)).toContainEqual(expect.objectContaining({ kind: 'app-password' }));
  });

  test('what a remote directory last took stands beside the password', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const account = await office.user('bob');
    const set = (credential: NewCredential) => applyOne(office.store, { kind: 'set-credential', account, credential });
    await set(PASSWORD);
    await set({ ...PASSWORD, kind: 'remote-password', verifier: '$argon2id$2', scram: null });
    await set({ ...PASSWORD, kind: 'remote-password', verifier: '$argon2id$3', scram: null });
    expect(await office.directory.credentials(account)).toMatchObject([
      { kind: 'password', verifier: PASSWORD.verifier },
      { kind: 'remote-password', label: '', verifier: '$argon2id$3', scram: null },
    ]);
  });

  test('a credential with new verifiers for the same secret stays the same', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const { store } = office;
    const account = await office.user('bob');
    const set = { kind: 'set-credential', account } as const;
    const { credential: id } = await applyOne(store, { ...set, credential: PASSWORD });
    const rehash = { ...set, credential: { ...PASSWORD, verifier: '$argon2id$3' }, rehashOf: id };
    expect(await applyOne(store, rehash)).toEqual({ credential: id });
    expect(await office.directory.credentials(account)).toMatchObject([{ id, verifier: '$argon2id$3' }]);
    await applyOne(store, { ...set, credential: { ...PASSWORD, verifier: '$argon2id$4' } });
    await expectFailure(store, rehash, 'conflict');
    expect(await office.directory.credentials(account)).toMatchObject([{ verifier: '$argon2id$4' }]);
  });

  test('what a credential is good for, and when it was last used', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const { store } = office;
    const account = await office.user('bob');
    const phone: NewCredential = {
      ...PASSWORD,
      kind: 'app-password',
      label: 'phone',
      services: ['imap', 'submission'],
    };
    const set = { kind: 'set-credential', account } as const;
    const { credential } = await applyOne(store, { ...set, credential: phone });
    await applyOne(store, { ...set, credential: PASSWORD });
    const read = () => office.directory.credentials(account);
    const unused = { lastUsedAtMs: null, lastUsedFrom: '' };
    expect(await read()).toMatchObject([
      { id: credential, services: ['imap', 'submission'], ...unused },
      { services: null, ...unused },
    ]);
    const told: Change[] = [];
    store.feed.subscribe(({ changes }) => told.push(...changes));
    const use = { kind: 'note-credential-use', atMs: 99, address: '192.0.2.7' } as const;
    await applyOne(store, { ...use, credential });
    await applyOne(store, { ...use, credential: 999_999 as CredentialId });
    const used = { lastUsedAtMs: 99, lastUsedFrom: '192.0.2.7' };
    expect(await read()).toMatchObject([used, unused]);
    expect(told).toEqual([]);
    // New verifiers for the same secret: it was used all the same.
    await applyOne(store, { ...set, credential: { ...phone, verifier: 'v' }, rehashOf: credential });
    expect(await read()).toMatchObject([{ verifier: 'v', services: ['imap', 'submission'], ...used }, unused]);
    await applyOne(store, { ...set, credential: { ...phone, services: null } });
    expect((await read())[1]).toMatchObject({ label: 'phone', services: null, ...unused });
  });

  test('the sessions of a credential end with it', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const { store, directory } = office;
    const account = await office.user('bob');
    const set = { kind: 'set-credential', account } as const;
    const { credential } = await applyOne(store, { ...set, credential: PASSWORD });
    const begin = async (proved: CredentialId | null) => {
      const session = newSession(account, { credential: proved });
      return (await applyOne(store, { kind: 'create-session', session })).session;
    };
    const [first, second, free] = [await begin(credential), await begin(credential), await begin(null)];
    const told: Change[] = [];
    store.feed.subscribe(({ changes }) => told.push(...changes));
    const left = async () => (await directory.sessions(account)).map(({ id }) => id);

    await applyOne(store, { ...set, credential: PASSWORD, rehashOf: credential });
    expect(await left()).toEqual([first, second, free]);
    const next = await applyOne(store, { ...set, credential: PASSWORD });
    expect(await left()).toEqual([free]);
    expect(told).toContainEqual({ kind: 'sessions-ended', account, sessions: [first, second] });
    const third = await begin(next.credential);
    await applyOne(store, { kind: 'delete-credential', account, credential: next.credential });
    expect(await left()).toEqual([free]);
    expect(told.at(-1)).toEqual({ kind: 'sessions-ended', account, sessions: [third] });
  });
}
