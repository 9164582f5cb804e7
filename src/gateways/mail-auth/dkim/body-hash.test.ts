import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BodyHash } from './body-hash.ts';

/** The whole body at once, as RFC 6376 section 3.4 puts it. */
function canonical(form: 'simple' | 'relaxed', body: string): string {
  const lines = body
    .split('\r\n')
    .map((line) => (form === 'simple' ? line : line.replace(/[ \t]+/g, ' ').replace(/ $/, '')));
  const text = lines.join('\r\n').replace(/(?:\r\n)*$/, '');
  return text === '' && form === 'relaxed' ? '' : `${text}\r\n`;
}

function hashOf(text: string): string {
  return createHash('sha256').update(text, 'latin1').digest('base64');
}

function hashInChunks(form: 'simple' | 'relaxed', body: string, size: number): string {
  const hash = new BodyHash(form, 'sha256');
  const octets = Buffer.from(body, 'latin1');
  for (let at = 0; at < octets.length; at += size) hash.update(octets.subarray(at, at + size));
  return hash.digest();
}

describe.each(['simple', 'relaxed'] as const)('%s', (form) => {
  test.each([
    '',
    '\r\n',
    '\r\n\r\n\r\n',
    ' \t \r\n',
    'a',
    'a\r\n',
    'a\r\n\r\n\r\n',
    // RFC 6376 section 3.4.5
    ' C \r\nD \t E\r\n\r\n\r\n',
    '\r\n\r\na',
    'a \r\n \r\n\t\r\n b',
    'a \r b\r\n',
    'a\r',
    'a \r\r\n',
    '\r\n\r',
  ])('%j', (body) => {
    for (const size of [1, 3, 1000]) expect(hashInChunks(form, body, size)).toBe(hashOf(canonical(form, body)));
  });

  test('any text in any chunks', () => {
    const text = fc.string({ unit: fc.constantFrom('a', ' ', '\t', '\r\n', '\r', 'é'), maxLength: 60 });
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 20 }), (body, size) => {
        // LF alone ends a line: "\r" and "\n" that meet make one.
        expect(hashInChunks(form, body, size)).toBe(hashOf(canonical(form, body)));
      }),
      { seed: 6376, numRuns: 2000 },
    );
  });
});

test('LF alone ends a line as CRLF does', () => {
  expect(hashInChunks('relaxed', 'a \nb\n', 1)).toBe(hashOf('a\r\nb\r\n'));
});

test('counts what lies behind the limit', () => {
  const hash = new BodyHash('relaxed', 'sha256', 3);
  hash.update(Buffer.from('abcdef\r\n'));
  expect(hash.digest()).toBe(hashOf('abc'));
  expect(hash).toMatchObject({ canonicalizedLength: 8, bodyHashedBytes: 3 });
});

test('ten million empty lines before a text', () => {
  const hash = new BodyHash('relaxed', 'sha256');
  const lines = Buffer.from('\r\n'.repeat(10_000));
  for (let count = 0; count < 1000; count++) hash.update(lines);
  hash.update(Buffer.from('x'));
  hash.digest();
  expect(hash.canonicalizedLength).toBe(20_000_003);
});
