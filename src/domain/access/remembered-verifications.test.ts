import { describe, expect, test } from 'vitest';
import type { Credential } from '../ports/directory.ts';
import type { AccountId, CredentialId } from '../ports/ids.ts';
import { RememberedVerifications } from './remembered-verifications.ts';

const HOUR_MS = 3_600_000;
const MAX_ENTRIES = 20_000;

const credential = (over: Partial<Credential> = {}): Credential => ({
  id: 1 as CredentialId,
  account: 1 as AccountId,
  kind: 'password',
  label: '',
  verifier: 'first',
  scram: null,
  mustChange: false,
  services: null,
  createdAtMs: 0,
  expiresAtMs: null,
  lastUsedAtMs: null,
  lastUsedFrom: '',
  ...over,
});

function openMemory() {
  let now = 1_000;
  const memory = new RememberedVerifications({ nowMs: () => now, monotonicMs: () => now });
  return {
    memory,
    pass(ms: number) {
      now += ms;
    },
  };
}

describe('remembered verifications', () => {
  test('last an hour from the last time', () => {
    const { memory, pass } = openMemory();
    expect(memory.has(credential(), 'secret')).toBe(false);
    memory.add(credential(), 'secret');
    pass(HOUR_MS - 1);
    expect(memory.has(credential(), 'secret')).toBe(true);
    memory.add(credential(), 'secret');
    pass(HOUR_MS - 1);
    expect(memory.has(credential(), 'secret')).toBe(true);
    pass(1);
    expect(memory.has(credential(), 'secret')).toBe(false);
  });

  test.each([
    ['another password', credential(), 'other'],
    ['a changed password', credential({ verifier: 'second' }), 'secret'],
    ['another credential', credential({ id: 2 as CredentialId }), 'secret'],
    ['another account', credential({ account: 2 as AccountId }), 'secret'],
  ])('are not those of %s', (_, other, password) => {
    const { memory } = openMemory();
    memory.add(credential(), 'secret');
    expect(memory.has(other, password)).toBe(false);
  });

  test('are bounded: the one that was used longest ago is forgotten, and only that', () => {
    const { memory } = openMemory();
    const at = (index: number) => credential({ account: index as AccountId });
    for (let index = 0; index < MAX_ENTRIES; index += 1) memory.add(at(index), 'secret');
    expect(memory.has(at(0), 'secret')).toBe(true);
    memory.add(at(0), 'secret');
    memory.add(at(MAX_ENTRIES), 'secret');
    const known = [0, 1, 2, MAX_ENTRIES].map((index) => memory.has(at(index), 'secret'));
    expect(known).toEqual([true, false, true, true]);
  });
});
