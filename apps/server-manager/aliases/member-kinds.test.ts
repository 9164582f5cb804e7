import { expect, test } from 'vitest';
import { kindOfMember } from './member-kinds.ts';

test.each([
  ['alice', 'person'],
  ['sales@example.org', 'alias'],
  ['sales@EXAMPLE.org', 'alias'],
  ['carol@example.com', 'elsewhere'],
  ['file:archive', 'file'],
  ['program:fax', 'program'],
  ['file', 'person'],
])('%s is %s', (name, kind) => expect(kindOfMember(name, new Set(['example.org']))).toBe(kind));
