import { expect, test } from 'vitest';
import { SYSTEM } from '../access/caller.ts';
import { audited, changesNothing } from './audit-entry.ts';

const ALICE = { kind: 'user', name: 'alice' } as const;

test('only what is different is written', () => {
  const before = { userId: 'alice', role: 'user', profile: { fax: '1' }, quota: 5, language: null };
  const after = { role: 'administrator', profile: { fax: '1' }, quota: 0, language: 'de', mail: undefined };
  const { audit } = audited(SYSTEM, 1000, 'user.update', ALICE, before, after);
  expect(audit).toEqual({
    atMs: 1000,
    actor: { account: null, name: 'system', service: 'system', address: '' },
    action: 'user.update',
    target: { kind: 'user', name: 'alice' },
    before: { role: 'user', quota: 5, language: null },
    after: { role: 'administrator', quota: 0, language: 'de' },
  });
});

test('what is made has nothing before, what is deleted nothing after', () => {
  expect(audited(SYSTEM, 0, 'user.create', ALICE, {}, { role: 'user' }).audit).toMatchObject({
    before: {},
    after: { role: 'user' },
  });
  expect(audited(SYSTEM, 0, 'user.delete', ALICE, { role: 'user' }, null).audit).toMatchObject({
    before: { role: 'user' },
    after: {},
  });
});

test('of lists what went and what came, however long they are', () => {
  const members = Array.from({ length: 1000 }, (_, index) => `user${index}`);
  const after = { members: [...members.slice(1), 'carol'], owners: ['bob'] };
  expect(audited(SYSTEM, 0, 'alias.update', ALICE, { members, owners: ['bob'] }, after).audit).toMatchObject({
    before: { members: ['user0'] },
    after: { members: ['carol'] },
  });
});

test('what changes nothing is known as such', () => {
  const fields = { quota: 5, members: ['bob'] };
  expect(changesNothing(audited(SYSTEM, 0, 'user.update', ALICE, fields, { ...fields }))).toBe(true);
  expect(changesNothing(audited(SYSTEM, 0, 'user.update', ALICE, fields, { quota: null }))).toBe(false);
  expect(changesNothing(audited(SYSTEM, 0, 'user.create', ALICE, {}, { quota: 5 }))).toBe(false);
  expect(changesNothing(audited(SYSTEM, 0, 'user.delete', ALICE, { quota: 5 }, null))).toBe(false);
});
