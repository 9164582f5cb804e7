import { describe, expect, test } from 'vitest';
import { attentionOf, type Known } from './attention.ts';

const FACTOR = { label: '', createdAt: '2026-01-01T00:00:00Z', isConfirmed: true, lastUsedAt: null } as const;
const PROTECTED: Known['factors'] = {
  factors: [
    { ...FACTOR, id: 1, kind: 'totp', codesLeft: null },
    { ...FACTOR, id: 2, kind: 'recovery', codesLeft: 10 },
  ],
  needsAppPasswords: true,
};
const APP_PASSWORD: Known['appPasswords'][number] = {
  ...{ id: 1, label: 'Thunderbird', services: null, createdAt: '2026-01-01T00:00:00Z', expiresAt: null },
  ...{ lastUsedAt: null, lastUsedFrom: null },
};
const WELL: Known = {
  me: { role: 'user', forwarding: null },
  factors: PROTECTED,
  appPasswords: [APP_PASSWORD],
  quota: { storageBytes: 10, storageLimitBytes: 100, messageCount: 1, messageLimit: null },
};
const found = (over: Partial<Known>) => attentionOf({ ...WELL, ...over }).map(({ kind, text }) => `${kind} ${text}`);

describe('what needs attention', () => {
  test('nothing', () => {
    expect(found({})).toEqual([]);
  });

  test.each([
    [89, []],
    [90, ['warning my.attention.nearly-full']],
    [100, ['bad my.attention.full']],
  ])('%i per cent of the space', (storageBytes, expected) => {
    expect(found({ quota: { ...WELL.quota, storageBytes } })).toEqual(expected);
  });

  test('a limit of nothing is reached', () => {
    expect(found({ quota: { ...WELL.quota, messageLimit: 0 } })).toEqual(['bad my.attention.full']);
  });

  test('no second factor: more urgent for who has a role', () => {
    const factors = { factors: [], needsAppPasswords: false };
    expect(found({ factors })).toEqual(['info my.attention.no-factor']);
    expect(found({ factors, me: { ...WELL.me, role: 'help-desk' } })).toEqual(['warning my.attention.no-factor']);
  });

  test('recovery codes that run out, and mail programs without a password', () => {
    const [totp] = PROTECTED.factors;
    if (totp === undefined) throw new Error('no factor');
    const factors = {
      factors: [totp, { ...totp, id: 2, kind: 'recovery' as const, codesLeft: 3 }],
      needsAppPasswords: true,
    };
    expect(attentionOf({ ...WELL, factors })[0]).toMatchObject({
      text: 'my.attention.few-codes',
      values: { count: 3 },
    });
    expect(found({ appPasswords: [] })).toEqual(['info my.attention.no-app-password']);
  });

  test('mail that is sent on; the most urgent first', () => {
    const to = (keepsCopy: boolean) => ({ ...WELL.me, forwarding: { addresses: ['a@example.com'], keepsCopy } });
    expect(found({ me: to(true), quota: { ...WELL.quota, storageBytes: 95 } })).toEqual([
      'warning my.attention.nearly-full',
      'info my.attention.forwarded-with-copy',
    ]);
    expect(found({ me: to(false) })).toEqual(['warning my.attention.forwarded']);
  });
});
