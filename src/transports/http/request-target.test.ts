import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isFailure } from '../../base/failure.ts';
import { readTarget } from './request-target.ts';
import type { HttpRequest } from './server.ts';

const read = (url: string, ...host: string[]) =>
  readTarget({ url, headersDistinct: host.length === 0 ? {} : { host } } as unknown as HttpRequest, true);

describe('what is asked for', () => {
  test.each<[string, string, string]>([
    ['/', 'mail.example.test', 'https://mail.example.test/'],
    ['/msg/users?query=a&b', 'mail.example.test:2443', 'https://mail.example.test:2443/msg/users?query=a&b'],
    ['/users/a%2Fb', 'Mail.Example.TEST', 'https://mail.example.test/users/a%2Fb'],
    ['/a', '[2001:DB8::1]:443', 'https://[2001:db8::1]/a'],
    ['/a', 'mail.example.test.', 'https://mail.example.test/a'],
    ['https://mail.example.test', 'mail.example.test', 'https://mail.example.test/'],
    ['HTTP://MAIL.example.test/a?b', 'mail.example.test', 'https://mail.example.test/a?b'],
    ['https://mail.example.test?b', 'mail.example.test', 'https://mail.example.test/?b'],
    ['//other.example.org/a', 'mail.example.test', 'https://mail.example.test//other.example.org/a'],
    ['/?a[]=..%2f..&b="<>', 'localhost', 'https://localhost/?a[]=..%2f..&b=%22%3C%3E'],
  ])('%s of %s', (url, host, whole) => {
    expect(read(url, host).url.href).toBe(whole);
  });

  test.each([
    '*',
    'mail.example.test:443',
    'a',
    '',
    '/a b',
    '/a#b',
    '/\\a',
    '/a\u00e9',
    '/%',
    '/%c0%ae%c0%ae',
    '/..;/..',
  ])('not %j', (url) => {
    expect(() => read(url, 'mail.example.test')).toThrow(expect.objectContaining({ code: 'invalid' }));
  });
});

test.each<[string, string]>([
  ['https://other.example.org/', 'mail.example.test'],
  ['https://mail.example.test:444/', 'mail.example.test'],
  ['https://a@mail.example.test/', 'mail.example.test'],
  ['ftp://mail.example.test/', 'mail.example.test'],
])('the host is said once: not %s of %s', (url, host) => {
  expect(() => read(url, host)).toThrow(expect.objectContaining({ code: 'invalid' }));
});

test('exactly one host', () => {
  expect(() => read('/')).toThrow(expect.objectContaining({ code: 'invalid' }));
  expect(() => read('/', 'a', 'a')).toThrow(expect.objectContaining({ code: 'invalid' }));
});

test('whatever comes is refused, or is a path of the host that was named', () => {
  const part = fc.constantFrom(
    '/',
    '..',
    '.',
    '%2e',
    '%2f',
    '%5c',
    '\\',
    '%00',
    '%',
    '?',
    '#',
    '@',
    ':',
    'a',
    '[',
    '\u00e9',
    '//',
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 12 }), fc.array(part, { maxLength: 4 }), (path, more) => {
      try {
        const { url, host } = read(`/${path.join('')}`, `mail.example.test${more.join('')}`);
        expect(host.name).toMatch(/^mail\.example\.test/);
        expect(url.hostname).toBe(host.name);
        expect(decodeURIComponent(url.pathname).split(/[/\\]/)).not.toContain('..');
        expect(url.hash + url.username).toBe('');
      } catch (error) {
        if (!isFailure(error, 'invalid')) throw error;
      }
    }),
    { seed: 20_261_123, numRuns: 5000 },
  );
});
