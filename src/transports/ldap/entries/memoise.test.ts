import { expect, test } from 'vitest';
import { memoise } from './memoise.ts';

test('the same of the same thing, another of one that is equal', () => {
  const twice = memoise((of: { readonly number: number }) => ({ twice: 2 * of.number }));
  const one = { number: 1 };
  expect(twice(one)).toEqual({ twice: 2 });
  expect(twice(one)).toBe(twice(one));
  expect(twice({ number: 1 })).not.toBe(twice(one));
});
