import { expect, test } from 'vitest';
import { countValues } from '../search/walk.ts';
import { makeEntry } from './entry.ts';

test('what is made later is made once, and only when somebody asks', () => {
  let made = 0;
  const entry = makeEntry([[{ type: 'uid', value: 'zoe' }]], {
    mail: ['zoe@example.test', ''],
    title: null,
    entryUUID: () => String((made += 1)),
  });
  // With entryDN and subschemaSubentry.
  expect(countValues(entry)).toBe(4);
  expect(made).toBe(0);
  const values = () => entry.attributes.map(({ type, values: given }) => [type.name, ...given]);
  expect(values()).toEqual(values());
  expect(values().slice(0, 3)).toEqual([
    ['mail', 'zoe@example.test'],
    ['entryUUID', '1'],
    ['entryDN', 'uid=zoe'],
  ]);
});

test('an attribute that is in no schema is a bug', () => {
  expect(() => makeEntry([], { nosuch: 'a' })).toThrow(TypeError);
});
