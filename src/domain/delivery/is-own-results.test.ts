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
  ['(mail.example.test', false],
])('%s: %s', (body, isOwn) => {
  expect(isOwnResults(body, 'mail.example.test')).toBe(isOwn);
});

test('takes linear time', () => {
  expect(isOwnResults('('.repeat(1_000_000), 'h')).toBe(false);
  expect(isOwnResults(`"${'\\a'.repeat(500_000)}`, 'h')).toBe(false);
});
