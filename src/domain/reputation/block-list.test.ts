import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isFailure } from '../../base/failure.ts';
import { SETTINGS } from '../settings/catalogue.ts';
import { isCounted, isListing, parseBlockList } from './block-list.ts';
import { reversedAddress } from './reversed-address.ts';

describe('what an administrator writes', () => {
  test('is read', () => {
    expect(parseBlockList('Zen.Example.org. reject')).toEqual({
      zone: 'zen.example.org',
      subject: 'client',
      points: null,
      codes: [],
      mask: null,
    });
    expect(parseBlockList('bl.example.net score=3 sender-domain mask=6 127.0.0.2 127.0.0.4-127.0.0.11')).toEqual({
      zone: 'bl.example.net',
      subject: 'sender-domain',
      points: 3,
      codes: [
        { first: 0x7f000002, last: 0x7f000002 },
        { first: 0x7f000004, last: 0x7f00000b },
      ],
      mask: 6,
    });
    expect(parseBlockList('bücher.example.org').zone).toBe('xn--bcher-kva.example.org');
  });

  test.each([
    '',
    'org',
    '192.0.2.1',
    '[192.0.2.1]',
    'a..example.org',
    `${'a.'.repeat(90)}example.org`,
    'bl.example.org score=0',
    'bl.example.org score=101',
    'bl.example.org score=1.5',
    'bl.example.org score=',
    'bl.example.org mask=256',
    'bl.example.org refuse',
    'bl.example.org 10.0.0.1',
    'bl.example.org 127.0.0.9-127.0.0.2',
    'bl.example.org 127.0.0.2-127.0.0.3-127.0.0.4',
    'bl.example.org 127.0.0.256',
    `bl.example.org${' 127.0.0.2'.repeat(65)}`,
  ])('is refused: %s', (text) => {
    expect(() => parseBlockList(text)).toThrow('not a block list');
    expect(SETTINGS.dnsBlockLists.safeParse([text]).success).toBe(false);
  });

  test('is kept by the setting as text', () => {
    expect(SETTINGS.dnsBlockLists.parse(' bl.example.org   reject,b.example.org score=2\n')).toEqual([
      'bl.example.org reject',
      'b.example.org score=2',
    ]);
    expect(SETTINGS.dnsBlockLists.parse('')).toEqual([]);
    expect(SETTINGS.dnsBlockLists.safeParse(Array(33).fill('bl.example.org')).success).toBe(false);
    expect(SETTINGS.dnsBlockLists.safeParse('no').error?.issues[0]).toMatchObject({
      params: { problem: 'not-a-block-list', value: 'no' },
    });
  });

  test('never breaks the parser', () => {
    const words = fc.constantFrom('reject', 'score=', '3', '127.0.0.', '-', 'mask=', 'sender-domain', ' ', 'a.b', '\n');
    fc.assert(
      fc.property(fc.array(fc.oneof(words, fc.string()), { maxLength: 12 }), (parts) => {
        try {
          const list = parseBlockList(parts.join(''));
          expect(list.zone).toMatch(/^[a-z0-9_.-]+$/);
          expect(list.codes.every(({ first, last }) => first <= last)).toBe(true);
        } catch (error) {
          if (!isFailure(error, 'invalid')) throw error;
        }
      }),
      { seed: 5782, numRuns: 3000 },
    );
  });
});

describe('what a list answers', () => {
  test.each([
    ['127.0.0.2', true],
    ['127.0.1.1', true],
    ['127.255.254.9', true],
    // Where the domain of the list belongs to somebody else now.
    ['192.0.2.80', false],
    ['0.0.0.0', false],
    // The question was refused.
    ['127.255.255.254', false],
    ['127.255.255.252', false],
    ['not an address', false],
    ['::1', false],
  ])('%s: %s', (address, isOne) => expect(isListing(address)).toBe(isOne));

  test.each([
    ['bl.example.org 127.0.0.4-127.0.0.6 127.0.0.9', [4, 5, 6, 9], [2, 3, 7, 8, 10]],
    ['bl.example.org mask=6', [2, 3, 4, 6, 7, 14], [1, 8, 9, 16]],
    ['bl.example.org mask=1 127.0.0.2-127.0.0.5', [3, 5], [1, 2, 4, 7]],
    ['bl.example.org', [1, 2, 255], []],
  ])('%s', (text, those, others) => {
    const list = parseBlockList(text);
    expect(those.filter((octet) => isCounted(list, `127.0.0.${octet}`))).toEqual(those);
    expect(others.filter((octet) => isCounted(list, `127.0.0.${octet}`))).toEqual([]);
  });
});

describe('reversed', () => {
  test.each([
    ['192.0.2.99', '99.2.0.192'],
    // RFC 5782 section 2.4
    ['2001:db8:1:2:3:4:567:89ab', 'b.a.9.8.7.6.5.0.4.0.0.0.3.0.0.0.2.0.0.0.1.0.0.0.8.b.d.0.1.0.0.2'],
    ['::ffff:127.0.0.2', `2.0.0.0.0.0.f.7.f.f.f.f${'.0'.repeat(20)}`],
    ['::FFFF:7F00:2', `2.0.0.0.0.0.f.7.f.f.f.f${'.0'.repeat(20)}`],
    ['2001:DB8::', `${'0.'.repeat(24)}8.b.d.0.1.0.0.2`],
    ['::1', `1${'.0'.repeat(31)}`],
    ['::', `0${'.0'.repeat(31)}`],
    ['1.2.3', null],
    ['example.org', null],
    ['', null],
  ])('%s', (address, reversed) => expect(reversedAddress(address)).toBe(reversed));
});
