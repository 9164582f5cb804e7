import { expect, test } from 'vitest';
import { decodeXtext } from './xtext.ts';

test.each([
  ['abc', 'ascii', 'abc'],
  ['a+2Bb+3Dc+20d', 'ascii', 'a+b=c d'],
  ['', 'ascii', ''],
  ['a+2bb', 'ascii', null],
  ['a+b', 'ascii', null],
  ['a=b', 'ascii', null],
  ['a b', 'ascii', null],
  ['a+0A', 'ascii', null],
  ['a+7F', 'ascii', null],
  ['a+C3+A4', 'ascii', null],
  ['ä', 'ascii', null],
  ['ä', 'utf8', 'ä'],
  ['\u0085', 'utf8', null],
] as const)('%j as %s', (text, form, decoded) => {
  expect(decodeXtext(text, form)).toBe(decoded);
});
