/** The table of RFC 7208 is in test/interop/spf.test.ts; here is what strangers may write. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ZoneNames } from '../../../../test/support/zone-names.ts';
import { checkSender } from './check-sender.ts';
import { parseSpfRecord } from './record.ts';
import { SpfError } from './spf-error.ts';

const request = {
  clientAddress: '192.0.2.1',
  heloName: 'mx.example.com',
  sender: 'alice@example.com',
  hostname: 'mx.example.org',
};
const signal = new AbortController().signal;

test('any text is a record or a permerror', () => {
  const piece = fc.constantFrom(
    ' ',
    'a',
    'mx',
    'ip4:',
    'ip6:',
    '192.0.2.0',
    '/24',
    '//64',
    ':',
    '=',
    '%{',
    'd',
    'r',
    '}',
    '%%',
    '.',
    '-',
    'all',
    'redirect=',
    'exp=',
    'é',
    '\0',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      try {
        parseSpfRecord(`v=spf1 ${pieces.join('')}`);
      } catch (error) {
        expect(error).toBeInstanceOf(SpfError);
      }
    }),
    { seed: 7208, numRuns: 5000 },
  );
});

test('any records of any domains give a result, within ten lookups', async () => {
  const term = fc.constantFrom(
    'a',
    'mx',
    'ptr',
    'include:b.example.com',
    'include:example.com',
    'exists:%{ir}.%{p}.example.com',
    'redirect=b.example.com',
    'a:b.example.com/20//20',
    '-all',
    '?ip4:192.0.2.9',
    'exp=b.example.com',
  );
  await fc.assert(
    fc.asyncProperty(fc.array(term, { maxLength: 15 }), fc.array(term, { maxLength: 15 }), async (first, second) => {
      const names = new ZoneNames()
        .set('TXT', 'example.com', `v=spf1 ${first.join(' ')}`)
        .set('TXT', 'b.example.com', `v=spf1 ${second.join(' ')}`)
        .set('A', 'b.example.com', '192.0.2.77')
        .set('MX', 'example.com', { preference: 1, exchange: 'b.example.com' })
        .set('PTR', '192.0.2.1', 'b.example.com');
      const { result } = await checkSender(names, request, 0, signal);
      expect(['none', 'neutral', 'pass', 'fail', 'softfail', 'permerror', 'temperror']).toContain(result);
      expect(names.asked.filter((question) => question.startsWith('TXT')).length).toBeLessThanOrEqual(12);
    }),
    { seed: 4408, numRuns: 300 },
  );
});

describe('long records take no time', () => {
  test.each([
    ['labels', `a:${'a'.repeat(60_000)}`],
    ['digits', `a:x.example/${'1'.repeat(60_000)}x`],
    ['dots', `exists:${'.'.repeat(60_000)}`],
    ['macros', `exists:${'%{d}'.repeat(15_000)}x`],
    ['macro digits', `exists:%{d${'9'.repeat(60_000)}}`],
    ['terms', 'ip4:198.51.100.1 '.repeat(4_000)],
    ['modifiers', `${'x'.repeat(60_000)}=`],
  ])('%s', async (_what, terms) => {
    const names = new ZoneNames().set('TXT', 'example.com', `v=spf1 ${terms}`);
    await expect(checkSender(names, request, 0, signal)).resolves.toHaveProperty('result');
  });
});

test('what the address and the greeting say ends in no question that DNS cannot have', async () => {
  const names = new ZoneNames().set('TXT', 'example.com', 'v=spf1 exists:%{l}.%{h}.example.com -all');
  const finding = await checkSender(
    names,
    { ...request, sender: '"a b\u0000"@example.com', heloName: 'x y\r\n' },
    0,
    signal,
  );
  expect(finding.result).toBe('fail');
  expect(names.asked).toEqual(['TXT example.com']);
});

test('a signal ends it', async () => {
  const names = new ZoneNames().trouble('*', 'silent');
  const giving = new AbortController();
  const checking = checkSender(names, request, 0, giving.signal);
  giving.abort(new Error('enough'));
  await expect(checking).rejects.toThrow('enough');
});
