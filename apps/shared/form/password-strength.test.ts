import { expect, test } from 'vitest';
import { generatePassword, passwordStrength } from './password-strength.ts';

test.each([
  ['', 0],
  ['short', 0],
  ['aaaaaaaaaaaaaaaaaaaa', 0],
  ['abcdefghijklmnop', 0],
  ['Tr0ub4dor&', 1],
  ['correct horse', 1],
  ['correct horse 47', 2],
  ['correct horse battery', 3],
] as const)('%s: %i', (password, strength) => expect(passwordStrength(password)).toBe(strength));

test('a proposal is strong, easily read and never the same', () => {
  const proposals = new Set(Array.from({ length: 50 }, generatePassword));
  expect(proposals.size).toBe(50);
  for (const proposal of proposals) {
    expect(proposal).toMatch(/^([a-km-np-z2-9]{5}-){3}[a-km-np-z2-9]{5}$/);
    expect(passwordStrength(proposal)).toBe(3);
  }
});
