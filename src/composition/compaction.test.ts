import { expect, test } from 'vitest';
import { openTestStore } from '../../test/support/store.ts';
import { systemClock } from '../base/clock.ts';
import { silentLogger } from '../base/log.ts';
import { SYSTEM } from '../domain/access/caller.ts';
import { applyOne, type Store } from '../domain/ports/store.ts';
import { openSettings } from '../domain/settings/settings.ts';
import { compactIfDue } from './compaction.ts';

const HOUR_MS = 3_600_000;
const START_MS = Date.UTC(2026, 0, 5, 8);

async function compactAt(store: Store, nowMs: number): Promise<boolean> {
  const clock = { nowMs: () => nowMs, monotonicMs: () => performance.now() };
  return compactIfDue({ store, settings: await openSettings(store, clock), clock, log: silentLogger });
}

test('once a day, also when the server is restarted in between', async () => {
  await using opened = await openTestStore();
  expect(await compactAt(opened.store, START_MS)).toBe(true);
  expect(await compactAt(opened.store, START_MS + HOUR_MS)).toBe(false);
  await opened.reopen();
  expect(await compactAt(opened.store, START_MS + 23 * HOUR_MS)).toBe(false);
  await opened.reopen();
  expect(await compactAt(opened.store, START_MS + 24 * HOUR_MS)).toBe(true);
  expect(await compactAt(opened.store, START_MS + 25 * HOUR_MS)).toBe(false);
});

test('a run that failed is due again, and so is one that a wrong clock dated', async () => {
  await using opened = await openTestStore();
  const { store } = opened;
  const failing = { ...store.maintenance, compact: () => Promise.reject(new Error('disk')) };
  const broken = { reader: () => store.reader(), maintenance: failing } as unknown as Store;
  await expect(compactAt(broken, START_MS)).rejects.toThrow('disk');
  expect(await compactAt(store, START_MS)).toBe(true);
  expect(await compactAt(store, START_MS - HOUR_MS)).toBe(true);
});

test('the mark is no setting', async () => {
  await using opened = await openTestStore();
  await compactAt(opened.store, START_MS);
  const settings = await openSettings(opened.store, systemClock);
  await expect(settings.set(SYSTEM, 'state.compactedAtMs', '1')).rejects.toMatchObject({ code: 'not-found' });
  await applyOne(opened.store, { kind: 'set-setting', name: 'state.compactedAtMs', value: '"soon"' });
  expect(await compactAt(opened.store, START_MS)).toBe(true);
});
