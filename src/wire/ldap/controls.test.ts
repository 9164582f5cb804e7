import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Failure } from '../../base/failure.ts';
import { constructed, encode, integer, octets } from './ber-writer.ts';
import {
  formatPageControl,
  formatReadControl,
  formatSortControl,
  formatSortResult,
  parseAssertionControl,
  parsePageControl,
  parseReadControl,
  parseSortControl,
  type SortKey,
} from './controls.ts';
import { encodeFilter } from './encode-filter.ts';
import {
  formatCancelValue,
  formatGeneratedPassword,
  formatPasswordChange,
  parseCancelValue,
  parsePasswordChange,
} from './extensions.ts';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const refused = (code: string) => expect.objectContaining({ name: 'Failure', code });

describe('pages', () => {
  test('as OpenLDAP sends them', () => {
    expect(parsePageControl(Buffer.from('30050201020400', 'hex'))).toEqual({ size: 2, cookie: Buffer.alloc(0) });
    expect(hex(formatPageControl({ size: 0, cookie: Buffer.from('ab') }))).toBe('300702010004026162');
  });

  test.each([
    ['nothing', ''],
    ['a negative size', '30050201ff0400'],
    ['no cookie', '3003020102'],
    ['octets behind it', '3005020102040000'],
  ])('%s is refused', (_, value) => {
    expect(() => parsePageControl(Buffer.from(value, 'hex'))).toThrow(refused('invalid'));
  });
});

describe('sorting', () => {
  test('keys come back', () => {
    const keys: SortKey[] = [
      { attribute: 'sn', rule: null, isReverse: false },
      { attribute: 'cn', rule: 'caseExactOrderingMatch', isReverse: true },
    ];
    expect(parseSortControl(formatSortControl(keys))).toEqual(keys);
  });

  test('as OpenLDAP sends them', () => {
    const value = Buffer.from(`301a30180402736e8012${Buffer.from('caseIgnoreOrdering').toString('hex')}`, 'hex');
    expect(parseSortControl(value)).toEqual([{ attribute: 'sn', rule: 'caseIgnoreOrdering', isReverse: false }]);
  });

  test('bounds', () => {
    const keys = (count: number) =>
      Array.from({ length: count }, () => ({ attribute: 'a', rule: null, isReverse: false }));
    expect(parseSortControl(formatSortControl(keys(8)))).toHaveLength(8);
    expect(() => parseSortControl(formatSortControl(keys(9)))).toThrow(refused('too-many'));
    expect(() => parseSortControl(formatSortControl([]))).toThrow(refused('invalid'));
  });

  test('results', () => {
    expect(hex(formatSortResult('success', null))).toBe('30030a0100');
    expect(hex(formatSortResult('noSuchAttribute', 'x'))).toBe('30060a0110800178');
  });
});

test('an assertion is a filter', () => {
  const filter = { kind: 'present', attribute: 'cn' } as const;
  const value = encode(encodeFilter(filter));
  expect(parseAssertionControl(value)).toEqual(filter);
  expect(() => parseAssertionControl(Buffer.concat([value, value]))).toThrow(refused('invalid'));
  expect(() => parseAssertionControl(value, { maxDepth: 1, maxTerms: 0 })).toThrow(refused('too-many'));
});

test('attributes to be read before or after a change', () => {
  const value = (count: number) => encode(constructed(Array.from({ length: count }, () => octets('cn'))));
  expect(parseReadControl(value(2))).toEqual(['cn', 'cn']);
  expect(() => parseReadControl(value(257))).toThrow(refused('too-many'));
  const entry = formatReadControl('cn=a', [{ type: 'cn', values: [Buffer.from('a')] }]);
  expect(hex(entry)).toBe('64130404636e3d61300b30090402636e3103040161');
});

describe('extensions', () => {
  test('cancel', () => {
    expect(parseCancelValue(formatCancelValue(4711))).toBe(4711);
    for (const broken of [
      Buffer.alloc(0),
      encode(integer(1)),
      Buffer.concat([formatCancelValue(1), Buffer.alloc(1)]),
    ]) {
      expect(() => parseCancelValue(broken)).toThrow(refused('invalid'));
    }
  });

  test('change of a password', () => {
    const part = fc.option(fc.uint8Array({ maxLength: 20 }).map((octets) => Buffer.from(octets)));
    fc.assert(
      fc.property(fc.record({ identity: part, oldPassword: part, newPassword: part }), (change) => {
        expect(parsePasswordChange(formatPasswordChange(change))).toEqual(change);
      }),
      { seed: 3062, numRuns: 200 },
    );
    expect(parsePasswordChange(null)).toEqual({ identity: null, oldPassword: null, newPassword: null });
    expect(() => parsePasswordChange(Buffer.from('30028000ff', 'hex'))).toThrow(refused('invalid'));
    expect(() => parsePasswordChange(Buffer.from('30028300', 'hex'))).toThrow(refused('invalid'));
    expect(hex(formatGeneratedPassword('ab'))).toBe('300480026162');
  });
});

test('nothing but Failure comes of any octets', () => {
  const parsers = [parsePageControl, parseSortControl, parseAssertionControl, parseReadControl, parseCancelValue];
  const value = fc.tuple(
    fc.constantFrom('', '3003', '30050201', '300430020402', 'a30404'),
    fc.uint8Array({ maxLength: 12 }),
  );
  fc.assert(
    fc.property(
      fc.constantFrom<(bytes: Uint8Array) => unknown>(...parsers, parsePasswordChange),
      value,
      (parse, [head, tail]) => {
        try {
          parse(Buffer.concat([Buffer.from(head, 'hex'), tail]));
        } catch (error) {
          expect(error).toBeInstanceOf(Failure);
        }
      },
    ),
    { seed: 2696, numRuns: 3000 },
  );
});
