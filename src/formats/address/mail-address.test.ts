import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isFailure } from '../../base/failure.ts';
import { normalizeDomain, toUnicodeDomain } from './domain-name.ts';
import { formatMailAddress, type MailAddress, makeMailAddress, parseMailAddress } from './mail-address.ts';
import { splitSubaddress } from './subaddress.ts';

function refuses(run: () => unknown): boolean {
  try {
    run();
    return false;
  } catch (error) {
    return isFailure(error, 'invalid');
  }
}

describe('parseMailAddress', () => {
  test.each([
    ['alice@example.com', 'alice', 'example.com'],
    ['Alice.B+news@EXAMPLE.com', 'Alice.B+news', 'example.com'],
    ['"a b"@example.com', 'a b', 'example.com'],
    ['"a\\"b\\\\c"@example.com', 'a"b\\c', 'example.com'],
    // nodemailer GHSA-mm7p-fcc7-pg87: the "@" in quotes is no separator
    ['"victim@example.com x"@example.org', 'victim@example.com x', 'example.org'],
    [
      '"foo@example.com> ORCPT=admin@example.org"@example.test',
      'foo@example.com> ORCPT=admin@example.org',
      'example.test',
    ],
    ['jörg@müller.example.org', 'jörg', 'xn--mller-kva.example.org'],
    ['jo\u0308rg@MU\u0308LLER.example.org', 'jörg', 'xn--mller-kva.example.org'],
    ['a@xn--mller-kva.example.org', 'a', 'xn--mller-kva.example.org'],
    ['a@[192.0.2.1]', 'a', '[192.0.2.1]'],
    ['a@[IPv6:2001:DB8:0:0::1]', 'a', '[IPv6:2001:db8::1]'],
    ['user%example.com@example.org', 'user%example.com', 'example.org'],
    ['example.com!user@example.org', 'example.com!user', 'example.org'],
  ])('%s', (text, localPart, domain) => {
    expect(parseMailAddress(text)).toEqual({ localPart, domain });
  });

  const refused = [
    '',
    '@',
    'alice',
    '@example.com',
    'alice@',
    'a b@example.com',
    'a..b@example.com',
    '.a@example.com',
    'a.@example.com',
    'user@good.example.org(x)evil.example.org',
    'user(x)@example.com',
    '(x)user@example.com',
    'user @example.com',
    'user@ example.com',
    'a@b@example.com',
    '"a"b@example.com',
    '"a@example.com',
    '""@example.com',
    'a@example.com.',
    'a@.example.com',
    'a@example..com',
    'a@-example.com',
    'a@example.com/x',
    'a@example.com:25',
    'a@example%2ecom',
    'a@example.com#x',
    'a@exa mple.com',
    'a@127.0.0.1',
    'a@0x7f.1',
    'a@１２７.0.0.1',
    'a@[127.0.0]',
    'a@[999.0.2.1]',
    'a@[IPv6:::1%lo]',
    'a@[example.com]',
    'a@[192.0.2.1',
    'a@b／c.example.org',
    'a@b＠c.example.org',
    `a@${'a'.repeat(64)}.example`,
    `a@${'a.'.repeat(130)}example`,
    `${'a'.repeat(256)}@example.com`,
    '<a@example.com>',
    'a@example.com,b@example.com',
    'a@example.com\r\nRCPT TO:<b@example.com>',
    ...['\r', '\n', '\r\n', '\0', '\u007f', '\u0085', '\u2028', '\u2029', '\ud800'].flatMap((injected) => [
      `a${injected}b@example.com`,
      `"a${injected}b"@example.com`,
      `"a\\${injected}b"@example.com`,
      `a@exam${injected}ple.com`,
      `a@example.com${injected}`,
    ]),
  ];
  test.each(refused)('refuses %j', (text) => {
    expect(refuses(() => parseMailAddress(text))).toBe(true);
  });

  test('whatever it accepts is written and read back as the same address', () => {
    const part = fc.string({ unit: fc.constantFrom(...'ab.@" \\<>,;:()[]=üé\u3002\r\n\u0000+%!'), maxLength: 12 });
    fc.assert(
      fc.property(part, fc.constantFrom('example.com', 'Müller.example.org', '[192.0.2.1]'), (localPart, domain) => {
        let address: MailAddress;
        try {
          address = makeMailAddress(localPart, domain);
        } catch (error) {
          return isFailure(error, 'invalid');
        }
        const text = formatMailAddress(address);
        expect(parseMailAddress(text)).toEqual(address);
        expect(parseMailAddress(formatMailAddress(address, 'unicode'))).toEqual(address);
        return true;
      }),
      { seed: 5322, numRuns: 500 },
    );
  });
});

test('domains are shown as U-labels only when those lead back', () => {
  expect(toUnicodeDomain('xn--mller-kva.example.org')).toBe('müller.example.org');
  expect(toUnicodeDomain('xn--a.example.org')).toBe('xn--a.example.org');
  expect(normalizeDomain(toUnicodeDomain('xn--mller-kva.example.org'))).toBe('xn--mller-kva.example.org');
});

test.each([
  ['user', 'user', null],
  ['user+detail', 'user', 'detail'],
  ['user+', 'user', ''],
  ['user+a+b', 'user', 'a+b'],
  ['+detail', '+detail', null],
])('splitSubaddress %s', (localPart, user, detail) => {
  expect(splitSubaddress(localPart)).toEqual({ user, detail });
});
