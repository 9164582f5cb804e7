import { expect, test } from 'vitest';
import { hasAllWords } from './words.ts';

test.each([
  ['Journal d’audit', 'audit jour', true],
  ['Zertifikate', 'ZERT', true],
  ['Użytkownicy', 'uzyt', true],
  ['Hasło', 'haslo', true],
  ['Größe', 'grosse', true],
  ['Users', 'groups', false],
  ['Users', '', true],
  ['Users', '  ', true],
])('%s has %s: %s', (text, typed, has) => expect(hasAllWords(text, typed)).toBe(has));
