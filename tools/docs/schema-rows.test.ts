import { expect, test } from 'vitest';
import { schemaRows, schemaText } from './schema-rows.ts';

const text = { type: 'string', maxLength: 10 } as const;

test.each([
  [text, 'text, at most 10 characters'],
  [{ type: ['string', 'null'] }, 'text, or null'],
  [{ type: 'integer', minimum: 1, maximum: 9, default: 3 }, 'whole number, 1 to 9; 3 where it is left out'],
  [{ type: 'integer', minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER }, 'whole number'],
  [{ enum: ['a', 'b', 'c'] }, '"a", "b" or "c"'],
  [{ anyOf: [{ type: 'string', format: 'date-time' }, { type: 'null' }] }, 'time, as in RFC 3339, or null'],
  [{ type: 'array', items: text, maxItems: 5 }, 'list of: text, at most 10 characters; at most 5'],
  [
    { type: 'object', propertyNames: { enum: ['x', 'y'] }, additionalProperties: { type: 'boolean' } },
    'object with names among x or y, each: true or false',
  ],
  [{ type: 'boolean', description: 'Whether.' }, 'true or false. Whether'],
  [{}, 'any JSON value'],
])('%j', (schema, expected) => expect(schemaText(schema)).toBe(expected));

test('fields inside of objects, lists and unions have rows of their own', () => {
  const inner = { type: 'object', properties: { b: text, c: text }, required: ['b'] } as const;
  const names = (schema: Parameters<typeof schemaRows>[0]) =>
    schemaRows(schema).map(({ name, isRequired }) => (isRequired ? name : `${name}?`));
  expect(names({ type: 'object', properties: { a: inner }, required: ['a'] })).toEqual(['a', 'a.b', 'a.c?']);
  expect(names({ properties: { a: { type: 'array', items: inner } } })).toEqual(['a?', 'a[].b', 'a[].c?']);
  expect(names({ properties: { a: { anyOf: [inner, { type: 'null' }] } } })).toEqual(['a?', 'a.b', 'a.c?']);
  expect(names({ anyOf: [inner, { properties: { b: text, d: text } }] })).toEqual(['b', 'c?', 'd?']);
  expect(names({ properties: { a: { type: 'object', additionalProperties: inner } } })).toEqual([
    'a?',
    'a.*.b',
    'a.*.c?',
  ]);
});
