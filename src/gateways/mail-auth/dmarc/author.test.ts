import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readAuthor } from './author.ts';

const read = (header: string) => readAuthor(Buffer.from(header, 'latin1'));

describe('one author', () => {
  test.each([
    ['From: alice@example.com\r\n', ['example.com']],
    ['From: "bob@example.net" <alice@example.com>\r\n', ['example.com']],
    ['From: bob@example.net <alice@example.com>\r\n', ['example.com']],
    ['from : Alice\r\n <alice@EXAMPLE.com>\r\n', ['example.com']],
    ['From: alice@example.com, bob@example.com\r\n', ['example.com']],
    ['From: alice@m\u00c3\u00bcller.example\r\n', ['xn--mller-kva.example']],
    ['From: "x@example.net,"@example.com\r\n', ['example.com']],
    ['From: =?utf-8?q?a=40example=2Enet?= <alice@example.com>\r\n', ['example.com']],
    ['Subject: x\r\nFrom: alice@example.com\r\n\r\nFrom: mallory@example.net\r\n', ['example.com']],
  ])('%j', (header, domains) => expect(read(header)).toEqual({ domains, problem: null }));
});

describe('more than one reading never passes: RFC 7489 section 6.6.1', () => {
  test.each([
    ['Subject: x\r\n', 'no From field'],
    ['From: alice@example.com\r\nFrom: mallory@example.net\r\n', 'more than one From field'],
    ['From: alice@example.com\r\nFrom : mallory@example.net\r\n', 'more than one From field'],
    ['From: alice@example.com\r\nfrom\t: mallory@example.net\r\n', 'more than one From field'],
    ['From: alice@example.com\r\nFrom\r\n : mallory@example.net\r\n', 'more than one From field'],
    ['From: alice@example.com\r\nFROM: alice@example.com\r\n', 'more than one From field'],
    ['From: Friends: alice@example.com, bob@example.com;\r\n', 'From without one readable address'],
    ['From: undisclosed:;\r\n', 'From without one readable address'],
    ['From: Alice\r\n', 'From without one readable address'],
    ['From: alice@[192.0.2.1]\r\n', 'From without one readable address'],
    ['From: alice@example.com(x)example.net\r\n', 'From without one readable address'],
    ['From: alice@example.com\0.example.net\r\n', 'From without one readable address'],
    ['From: <@example.net:alice@example.com>\r\n', 'From without one readable address'],
    ['From: <a@example.com> <b>\r\n', 'From without one readable address'],
    ['From: \r\n', 'From without one readable address'],
    [`From: ${'a@example.com,'.repeat(10_000)}\r\n`, 'From without one readable address'],
  ])('%j', (header, problem) => expect(read(header).problem).toBe(problem));
});

test('several domains are all asked, up to a bound', () => {
  expect(read('From: a@example.com, b@example.net\r\n')).toEqual({
    domains: ['example.com', 'example.net'],
    problem: null,
  });
  const many = Array.from({ length: 100 }, (_, index) => `a@d${index}.example`).join(', ');
  const { domains, problem } = read(`From: ${many}\r\n`);
  expect([domains.length, problem]).toEqual([4, 'From with too many domains']);
});

test('any octets have an author or a problem', () => {
  const piece = fc.constantFrom(
    'From',
    ':',
    ' ',
    '\r\n',
    '<',
    '>',
    '@',
    'a',
    'example.com',
    ',',
    ';',
    '"',
    '(',
    ')',
    '\0',
    '\xff',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      const { domains, problem } = read(`From: ${pieces.join('')}`);
      expect(domains.length > 0 || problem !== null).toBe(true);
    }),
    { seed: 661, numRuns: 3000 },
  );
});
