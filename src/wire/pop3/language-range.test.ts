import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isFailure } from '../../base/failure.ts';
import { parseLanguageRange } from './language-range.ts';

describe('language ranges', () => {
  test.each(['*', 'de', 'EN', 'de-CH-1996', 'i-default', 'x-a-b'])('%s', (range) => {
    expect(parseLanguageRange(range)).toBe(range);
  });

  test.each(['', 'de_CH', 'de CH', '**', '*-CH', 'de-', '-de', 'abcdefghi', '4711', 'fran\u00e7ais', 'de\n'])(
    'not %j',
    (range) => expect(() => parseLanguageRange(range)).toThrow(expect.objectContaining({ code: 'invalid' })),
  );

  test('any text is one or is refused', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), (text) => {
        try {
          expect(parseLanguageRange(text)).toMatch(/^[A-Za-z0-9*-]+$/);
        } catch (error) {
          if (!isFailure(error, 'invalid')) throw error;
        }
      }),
      { seed: 6856, numRuns: 2000 },
    );
  });
});
