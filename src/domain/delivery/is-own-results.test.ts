import { domainToASCII } from 'node:url';
import { expect, test } from 'vitest';
import { isOwnResults } from './is-own-results.ts';

test.each([
  ['mail.example.test; spf=pass', true],
  ['MAIL.Example.TEST;spf=pass', true],
  ['mail.example.test 1; spf=pass', true],
  ['"mail.example.test"; spf=pass', true],
  ['"mail.exam\\ple.test"; spf=pass', true],
  ['(a (nested) comment \\) still) mail.example.test; none', true],
  ['mail.example.test(x); none', true],
  ['mail.example.test.; none', true],
  ['  mail.example.test', true],
  ['mail.example.testing; spf=pass', false],
  ['x.mail.example.test; spf=pass', false],
  ['example.test; spf=pass', false],
  ['other.example.org; smtp.mailfrom=mail.example.test', false],
  ['', false],
  ['mail.example.test/1; spf=pass', true],
  ['mail.example.test / 1; spf=pass', true],
  ['mail.example.test (x) 1 (y); spf=pass', true],
  ['mail.example.test\u000b; spf=pass', true],
  ['\u000c\u00a0mail.example.test; spf=pass', true],
  ['mail.exam\0ple.test; spf=pass', true],
  ['\0mail.example.test; spf=pass', true],
  ['\ufeffmail.example.test; spf=pass', true],
  ['mail . example(x).\ttest; spf=pass', true],
  ['mail.exam(x)ple.test; spf=pass', true],
  ['mail."example".test; spf=pass', true],
  ['"mail.example.test ; spf=pass', true],
  ['"mail.example.test"1; spf=pass', true],
  ['<mail.example.test>; spf=pass', true],
  ['@mail.example.test; spf=pass', true],
  ['mail\\.example.test; spf=pass', true],
  ['mail.example.test=x; spf=pass', true],
  ['\uff4d\uff41\uff49\uff4c\u3002example\uff0etest; spf=pass', true],
  ['=?utf-8?q?mail.example.test?=; spf=pass', true],
  ['=?us-ascii?b?bWFpbC5leGFtcGxlLnRlc3Q7IHNwZj1wYXNz?=', true],
  // Readers differ in where these comments end.
  ['(mail.example.test', true],
  ['(a \\) mail.example.test; spf=pass', true],
  ['((a) mail.example.test) other.example.org; spf=pass', true],
  // RFC 8601 section 5: versions that are not known.
  ['other.example.org 2; spf=pass', true],
  ['other.example.org/3; spf=pass', true],
  ['other.example.org 1; spf=pass', false],
  ['other.example.org 01 (x); spf=pass', false],
  ['other.example.org; mail.example.test; spf=pass', false],
  ['mail.example.test-2; spf=pass', false],
  ['mail.example.test.example.org; spf=pass', false],
  ['"mail.example.testing"; spf=pass', false],
  ['1', false],
])('%s: %s', (body, isOwn) => {
  expect(isOwnResults(body, 'mail.example.test')).toBe(isOwn);
});

test.each([
  ['m\u00e4il.example.test; spf=pass', true],
  ['M\u00c4IL.example.test; spf=pass', true],
  ['ma\u0308il.example.test; spf=pass', true],
  ['mail.example.test; spf=pass', false],
])('an international name: %s: %s', (body, isOwn) => {
  expect(isOwnResults(body, domainToASCII('m\u00e4il.example.test'))).toBe(isOwn);
});

test('takes linear time', () => {
  const name = 'mail.example.test';
  expect(isOwnResults(`x${name}`.repeat(50_000), name)).toBe(false);
  expect(isOwnResults(' '.repeat(1_000_000), name)).toBe(false);
  expect(isOwnResults(' .'.repeat(500_000), name)).toBe(false);
  expect(isOwnResults(`a ${'1'.repeat(1_000_000)}x`, name)).toBe(false);
  expect(isOwnResults('('.repeat(1_000_000), 'h')).toBe(false);
  expect(isOwnResults(`"${'\\a'.repeat(500_000)}`, 'h')).toBe(false);
});
