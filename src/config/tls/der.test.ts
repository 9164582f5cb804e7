import { expect, test } from 'vitest';
import * as der from './der.ts';

test.each([
  ['an object identifier', der.objectIdentifier('1.2.840.113549'), '06062a864886f70d'],
  ['zero', der.integer(Buffer.from([0])), '020100'],
  ['no leading zeros', der.integer(Buffer.from([0, 0, 1])), '020101'],
  ['no sign', der.integer(Buffer.from([0x80])), '02020080'],
  ['false', der.boolean(false), '010100'],
  ['a bit string', der.bitString(Buffer.from([0x06]), 1), '03020106'],
  ['a short length', der.octetString(Buffer.alloc(127)).subarray(0, 2), '047f'],
  ['a longer length', der.octetString(Buffer.alloc(128)).subarray(0, 3), '048180'],
  ['a long length', der.octetString(Buffer.alloc(65_536)).subarray(0, 5), '0483010000'],
  ['the end of UTCTime', der.time(Date.UTC(2049, 11, 31, 23, 59, 59)), `170d${hex('491231235959Z')}`],
  ['the begin of GeneralizedTime', der.time(Date.UTC(2050, 0, 1)), `180f${hex('20500101000000Z')}`],
])('%s', (_, encoded, expected) => {
  expect(Buffer.from(encoded).toString('hex')).toBe(expected);
});

function hex(text: string): string {
  return Buffer.from(text).toString('hex');
}
