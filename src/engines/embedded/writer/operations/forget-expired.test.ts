import { expect, test } from 'vitest';
import { openTestStore } from '../../../../../test/support/store.ts';
import { applyOne } from '../../../../domain/ports/store.ts';
import { auditEntry } from '../../../contract/directory-samples.ts';
import { FORGET_SLICE } from '../../limits.ts';

test('a log that grew long is forgotten in slices, the oldest first', async () => {
  await using opened = await openTestStore();
  const { store } = opened;
  const change = { kind: 'set-setting', name: 'x', value: '1' } as const;
  const count = FORGET_SLICE + 2;
  await store.apply(Array.from({ length: count }, (_, atMs) => ({ ...change, audit: auditEntry('a', { atMs }) })));
  const forget = { kind: 'forget-expired', sessionsBeforeMs: 0, auditBeforeMs: count - 1 } as const;
  const left = async () => (await store.reader().audit.list({ limit: count })).map(({ atMs }) => atMs);
  expect(await applyOne(store, forget)).toEqual({ isDone: false });
  expect(await left()).toEqual([count - 1, count - 2]);
  expect(await applyOne(store, forget)).toEqual({ isDone: true });
  expect(await left()).toEqual([count - 1]);
});
