import { expect, test } from 'vitest';
import { isFailure } from '../../base/failure.ts';
import { parseSpamdAnswer } from './parse-spamd-answer.ts';

test.each([
  [
    'SPAMD/1.1 0 EX_OK\r\nContent-length: 9\r\nSpam: True ; 15.2 / 5.0\r\n\r\nBAYES_99,GTUBE\r\n',
    { score: 15.2, threshold: 5, rules: ['BAYES_99', 'GTUBE'] },
  ],
  ['SPAMD/1.5 0 EX_OK\r\nspam: False;-1.5/5\r\n\r\n', { score: -1.5, threshold: 5, rules: [] }],
])('%j', (answer, expected) => expect(parseSpamdAnswer(answer)).toEqual(expected));

test.each([
  '',
  'SPAMD/1.1 76 EX_PROTOCOL Bad header line\r\n\r\n',
  'SPAMD/1.1 0 EX_OK\r\n\r\nBAYES',
  'SPAMD/1.1 0 EX_OK\r\nSpam: True ; 15.2 / 5.0\r\n',
  'SPAMD/1.1 0 EX_OK\r\nSpam: True ; NaN / 5.0\r\n\r\n',
  '220 mail.example.org ESMTP\r\n\r\nSpam: True ; 15.2 / 5.0\r\n',
])('refuses %j', (answer) => {
  expect(() => parseSpamdAnswer(answer)).toThrow(
    expect.toSatisfy((error: unknown) => isFailure(error, 'unavailable')) as Error,
  );
});
