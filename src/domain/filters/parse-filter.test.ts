import { describe, expect, test } from 'vitest';
import { isFailure } from '../../base/failure.ts';
import { findConflict, parseFilter } from './parse-filter.ts';

describe('parseFilter', () => {
  test('what is usual', () => {
    expect(parseFilter('virus clamd /run/clamav/clamd.ctl')).toEqual({
      name: 'virus',
      kind: 'clamd',
      address: { kind: 'unix', path: '/run/clamav/clamd.ctl' },
      scope: 'both',
      whenDown: 'defer',
      onInfected: 'reject',
      timeoutMs: 60_000,
      maxBytes: 25 * 1024 * 1024,
    });
  });

  test.each([
    [
      'a milter 127.0.0.1:8891 scope=outgoing',
      { scope: 'outgoing', address: { kind: 'tcp', host: '127.0.0.1', port: 8891 } },
    ],
    [
      'a smtp [::1]:10024 timeout=2m',
      { kind: 'smtp', timeoutMs: 120_000, address: { kind: 'tcp', host: '::1', port: 10_024 } },
    ],
    [
      'a spamd localhost:783 max=1M down=pass',
      { maxBytes: 1024 * 1024, whenDown: 'pass', address: { kind: 'tcp', host: 'localhost', port: 783 } },
    ],
    ['  a\tclamd  /x infected=quarantine', { onInfected: 'quarantine' }],
  ])('%j', (text, expected) => expect(parseFilter(text)).toMatchObject(expected));

  test.each([
    '',
    'a',
    'a clamd',
    'a toString /x',
    '-a clamd /x',
    `${'a'.repeat(33)} clamd /x`,
    'a clamd x',
    'a clamd x:0',
    'a clamd x:65536',
    'a clamd :25',
    'a clamd ../x',
    `a clamd /${'x'.repeat(107)}`,
    'a clamd /x pass',
    'a clamd /x down=maybe',
    'a clamd /x down=pass down=pass',
    'a clamd /x speed=9',
    'a clamd /x timeout=soon',
    'a clamd /x timeout=10ms',
    'a clamd /x timeout=1h',
    'a clamd /x max=0',
    'a milter /x max=1M',
    'a milter /x infected=quarantine',
  ])('refuses %j', (text) => {
    expect(() => parseFilter(text)).toThrow(expect.toSatisfy((error: unknown) => isFailure(error, 'invalid')) as Error);
  });
});

test.each([
  [[], null],
  [['a clamd /x', 'b smtp x:25'], null],
  [['a clamd /x', 'A milter /y'], 'A'],
  [['a smtp x:25', 'b clamd /x'], 'a'],
  [['a smtp x:25', 'b smtp x:26'], 'a'],
])('conflict in %j: %j', (lines, expected) => expect(findConflict(lines.map(parseFilter))).toBe(expected));
