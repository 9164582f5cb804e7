import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { foldText, isAscii } from './text.ts';

describe('foldText', () => {
  test.each([
    ['Hello, World 42', 'HELLO, WORLD 42'],
    ['', ''],
    ['straße', 'STRAßE'],
    // the example of RFC 5051 section 2, with the deviation that letters from a decomposition are folded too
    ['\u01c4', 'DZ\u030c'],
  ])('%j', (text, folded) => {
    expect(foldText(text)).toBe(folded);
  });

  test.each([
    ['MÜLLER', 'müller'],
    ['mu\u0308ller', 'Müller'],
    ['ＡＢＣ', 'abc'],
    ['ﬁnance', 'FINANCE'],
    ['ΑΣΑΣ', 'ασας'],
    ['Дом', 'дОМ'],
    ['\u1f80', '\u1f88'],
    ['\u01c6', '\u01c5'],
    ['㎒', 'mhz'],
  ])('%s equals %s', (one, other) => {
    expect(foldText(one)).toBe(foldText(other));
  });

  test('accents stay significant, as do different letters', () => {
    expect(foldText('resume')).not.toBe(foldText('résumé'));
    expect(foldText('strasse')).not.toBe(foldText('straße'));
  });

  test('folding twice changes nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => foldText(foldText(text)) === foldText(text)),
      { seed: 5051 },
    );
  });
});

test('isAscii', () => {
  expect(isAscii('plain \u007f')).toBe(true);
  expect(isAscii('\u0080')).toBe(false);
});
