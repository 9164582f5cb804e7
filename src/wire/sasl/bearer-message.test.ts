import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isFailure } from '../../base/failure.ts';
import { MAX_BEARER_MESSAGE_BYTES, parseOauthBearer, parseXoauth2 } from './bearer-message.ts';

const invalid = expect.objectContaining({ code: 'invalid' });
const message = (text: string) => Buffer.from(text.replaceAll('^', '\x01'));

describe('OAUTHBEARER', () => {
  test.each([
    // RFC 7628 section 4.1
    [
      'n,a=user@example.com,^host=server.example.com^port=143^auth=Bearer vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==^^',
      { user: 'user@example.com', token: 'vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==' },
    ],
    // section 4.3
    ['n,a=user@example.com,^host=server.example.com^port=143^auth=^^', { user: 'user@example.com', token: null }],
    ['n,,^auth=Bearer x^^', { user: '', token: 'x' }],
    ['y,,^auth=BeArEr   x^^', { user: '', token: 'x' }],
    ['n,a=a=2Cb=3Dc,^auth=bearer x^^', { user: 'a,b=c', token: 'x' }],
    ['n,a=jürgen,^auth=Bearer x^^', { user: 'jürgen', token: 'x' }],
    ['n,,^what=ever\r\n you like^auth=Bearer x^mthd=^^', { user: '', token: 'x' }],
    ['n,,^auth=Basic YTpi^^', { user: '', token: null }],
    ['n,,^auth=Bearer x y^^', { user: '', token: null }],
    ['n,,^auth=Bearer^^', { user: '', token: null }],
  ])('%j', (text, expected) => expect(parseOauthBearer(message(text))).toEqual(expected));

  test.each([
    '',
    '^',
    '^^',
    'n,,',
    'n,,^',
    'n,,^^',
    'n,,^auth=Bearer x',
    'n,,^auth=Bearer x^',
    'n,,auth=Bearer x^^',
    'n,,^auth=Bearer x^^^',
    'n,,^^auth=Bearer x^^',
    'n,,^auth=Bearer x^auth=Bearer y^^',
    'n,,^auth=Bearer \0x^^',
    'n,,^auth=Bearer \x7fx^^',
    'n,,^auth=Bearer \x1b[2Jx^^',
    'n,,^a1=b^auth=Bearer x^^',
    'n,,^=b^auth=Bearer x^^',
    'n,,^auth^^',
    'n,,^host=server.example.com^^',
    'n,a=,^auth=Bearer x^^',
    'n,a=b=c,^auth=Bearer x^^',
    'p=tls-exporter,,^auth=Bearer x^^',
    'x,,^auth=Bearer x^^',
    // As RFC 7628 section 4.4 has it, against its own grammar.
    'n,user=someuser@example.com,^auth=Bearer x^^',
  ])('refuses %j', (text) => expect(() => parseOauthBearer(message(text))).toThrow(invalid));

  test('refuses what is not UTF-8', () => {
    expect(() => parseOauthBearer(Buffer.from('n,,\x01auth=Bearer \xff\x01\x01', 'latin1'))).toThrow(invalid);
  });
});

describe('XOAUTH2', () => {
  test.each([
    // The example of Google's description.
    [
      'user=someuser@example.com^auth=Bearer ya29.vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg^^',
      { user: 'someuser@example.com', token: 'ya29.vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg' },
    ],
    ['user=^auth=Bearer x^^', { user: '', token: 'x' }],
    ['user=a,b=c^auth=bearer x^^', { user: 'a,b=c', token: 'x' }],
    ['auth=Bearer x^user=alice^^', { user: 'alice', token: 'x' }],
  ])('%j', (text, expected) => expect(parseXoauth2(message(text))).toEqual(expected));

  test.each([
    '',
    'user=alice',
    'user=alice^^',
    'user=alice^auth=Bearer x',
    'user=alice^auth=Bearer x^',
    'auth=Bearer x^^',
    'user=a\0lice^auth=Bearer x^^',
    'user=alice^user=bob^auth=Bearer x^^',
    'n,a=alice,^auth=Bearer x^^',
  ])('refuses %j', (text) => expect(() => parseXoauth2(message(text))).toThrow(invalid));
});

test.each([parseOauthBearer, parseXoauth2])('%o takes no message of any length', (parse) => {
  const padded = (bytes: number) => {
    const frame = parse === parseXoauth2 ? 'user=a^auth=Bearer ^^' : 'n,,^auth=Bearer ^^';
    return message(frame.replace('^^', `${'x'.repeat(bytes - frame.length)}^^`));
  };
  expect(parse(padded(MAX_BEARER_MESSAGE_BYTES)).token).toMatch(/^x+$/);
  expect(() => parse(padded(MAX_BEARER_MESSAGE_BYTES + 1))).toThrow(expect.objectContaining({ code: 'too-large' }));
  expect(() => parse(Buffer.alloc(10_000_000, 'x'))).toThrow(expect.objectContaining({ code: 'too-large' }));
});

test('any bytes are a message or are refused, and a token has no controls and no spaces', () => {
  const piece = fc.constantFrom(
    'n,',
    'y,',
    'a=',
    ',',
    '\x01',
    'auth=',
    'Bearer ',
    'user=',
    'x',
    '=2C',
    '\0',
    '\x7f',
    'ü',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
      for (const parse of [parseOauthBearer, parseXoauth2]) {
        try {
          const { token } = parse(Buffer.from(pieces.join('')));
          expect(token ?? '').not.toMatch(/[\s\p{Cc}]/u);
        } catch (error) {
          if (!isFailure(error, 'invalid')) throw error;
        }
      }
    }),
    { seed: 7628, numRuns: 3000 },
  );
});
