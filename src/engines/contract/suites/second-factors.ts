import { expect, test } from 'vitest';
import type { Change } from '../../../domain/ports/changes.ts';
import type { SecondFactorId } from '../../../domain/ports/ids.ts';
import { applyOne } from '../../../domain/ports/store.ts';
import { NOBODY, newFactor } from '../directory-samples.ts';
import { expectFailure } from '../expect-failure.ts';
import { Office, type OpenStore } from '../office.ts';

export function secondFactorSuite(open: OpenStore): void {
  test('factors are added, read and removed', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const { store } = office;
    const account = await office.user('bob');
    const told: Change[] = [];
    store.feed.subscribe(({ changes }) => told.push(...changes));
    const add = { kind: 'add-second-factor', account } as const;
    const { factor } = await applyOne(store, { ...add, factor: newFactor('phone') });
    const key = await applyOne(store, { ...add, factor: newFactor('phone', { kind: 'passkey', confirmedAtMs: 8 }) });
    await expectFailure(store, { ...add, factor: newFactor('phone') }, 'already-exists');
    await expectFailure(store, { ...add, account: NOBODY, factor: newFactor('x') }, 'not-found');
    await opened.reopen();
    expect(told).toEqual(Array.from({ length: 2 }, () => ({ kind: 'second-factors-changed', account })));
    const found = await office.directory.secondFactors(account);
    expect(found).toMatchObject([
      { id: factor, account, kind: 'totp', label: 'phone', counter: 0, confirmedAtMs: null, lastUsedAtMs: null },
      { id: key.factor, kind: 'passkey', label: 'phone', confirmedAtMs: 8, createdAtMs: 7 },
    ]);
    expect(Buffer.from(found[0]?.secret ?? [])).toEqual(Buffer.from([0, 128, 255]));

    const remove = { kind: 'delete-second-factor', account, factor } as const;
    await expectFailure(office.store, { ...remove, account: office.admin }, 'not-found');
    await applyOne(office.store, remove);
    await expectFailure(office.store, remove, 'not-found');
    expect((await office.directory.secondFactors(account)).map(({ id }) => id)).toEqual([key.factor]);
  });

  test('a code works once, and the first one confirms', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const { store, directory } = office;
    const account = await office.user('bob');
    const added = await applyOne(store, { kind: 'add-second-factor', account, factor: newFactor('phone') });
    const use = { kind: 'use-second-factor', factor: added.factor } as const;
    const read = async () => (await directory.secondFactors(account))[0];
    const told: Change[] = [];
    store.feed.subscribe(({ changes }) => told.push(...changes));
    await applyOne(store, { ...use, counter: 5, atMs: 20 });
    expect(await read()).toMatchObject({ counter: 5, confirmedAtMs: 20, lastUsedAtMs: 20 });
    expect(told).toEqual([{ kind: 'second-factors-changed', account }]);
    await expectFailure(store, { ...use, counter: 5, atMs: 30 }, 'conflict');
    await expectFailure(store, { ...use, counter: 4, atMs: 30 }, 'conflict');
    await applyOne(store, { ...use, counter: 6, atMs: 30, secret: new Uint8Array([1, 255]) });
    const last = await read();
    expect(last).toMatchObject({ counter: 6, confirmedAtMs: 20, lastUsedAtMs: 30 });
    expect(Buffer.from(last?.secret ?? [])).toEqual(Buffer.from([1, 255]));
    await expectFailure(store, { ...use, factor: 999_999 as SecondFactorId, counter: 9, atMs: 30 }, 'not-found');
    // Of two who show the same code at the same time one is in.
    const both = await store.apply([
      { ...use, counter: 7, atMs: 40 },
      { ...use, counter: 7, atMs: 40 },
    ]);
    expect(both.map(({ ok }) => ok)).toEqual([true, false]);
  });
}
