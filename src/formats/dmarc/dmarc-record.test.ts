import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isDmarcRecord, parseDmarcRecord } from './dmarc-record.ts';

test.each([
  ['v=DMARC1; p=none', true],
  ['v=DMARC1', true],
  ['v = DMARC1 ; p=none', true],
  ['v=DMARC1p=none', false],
  ['v=DMARC2; p=none', false],
  ['v=dmarc1; p=none', false],
  ['p=none; v=DMARC1', false],
  [' v=DMARC1; p=none', false],
])('%j is a DMARC record: %s', (text, expected) => expect(isDmarcRecord(text)).toBe(expected));

describe('RFC 7489 section 6.3', () => {
  test('defaults', () => {
    expect(parseDmarcRecord('v=DMARC1; p=reject')).toEqual({
      policy: 'reject',
      subdomainPolicy: null,
      missingDomainPolicy: null,
      alignment: { spf: 'relaxed', dkim: 'relaxed' },
      percent: 100,
      reportTo: [],
    });
  });

  test('everything', () => {
    const text =
      'v=DMARC1;p=QUARANTINE; sp=none ;np=reject;adkim=s;aspf=S;pct=25;rua=mailto:a@example.com!10m, mailto:b%2Bc@example.org,https://example.com/;ruf=mailto:x@example.com;fo=1;unknown=x';
    expect(parseDmarcRecord(text)).toEqual({
      policy: 'quarantine',
      subdomainPolicy: 'none',
      missingDomainPolicy: 'reject',
      alignment: { spf: 'strict', dkim: 'strict' },
      percent: 25,
      reportTo: [
        { address: 'a@example.com', maxBytes: 10 * 2 ** 20 },
        { address: 'b+c@example.org', maxBytes: null },
      ],
    });
  });

  test.each([
    ['no policy', 'v=DMARC1', null],
    ['an unknown policy', 'v=DMARC1; p=destroy', null],
    ['no policy, but somebody to tell', 'v=DMARC1; rua=mailto:a@example.com', 'none'],
    ['an unknown sp, and somebody to tell', 'v=DMARC1; p=reject; sp=x; rua=mailto:a@example.com', 'none'],
    ['an unknown sp', 'v=DMARC1; p=reject; sp=x', null],
    ['a tag twice', 'v=DMARC1; p=reject; p=none', null],
    ['nonsense between', 'v=DMARC1; nonsense; p=reject;;', 'reject'],
  ])('%s', (_what, text, policy) => expect(parseDmarcRecord(text)?.policy ?? null).toBe(policy));

  test.each([
    ['pct=0', 0],
    ['pct=101', 100],
    ['pct=-1', 100],
    ['pct=x', 100],
  ])('%s', (tag, percent) => expect(parseDmarcRecord(`v=DMARC1; p=reject; ${tag}`)?.percent).toBe(percent));

  test('no more addresses than are sent to, no more text than is read', () => {
    const many = Array.from({ length: 50 }, (_, index) => `mailto:a${index}@example.com`).join(',');
    expect(parseDmarcRecord(`v=DMARC1; p=none; rua=${many}`)?.reportTo).toHaveLength(5);
    expect(parseDmarcRecord(`v=DMARC1; p=none; x=${'y'.repeat(5000)}`)).toBeNull();
  });
});

test('any text is read or not', () => {
  const piece = fc.constantFrom(
    'v=DMARC1',
    ';',
    'p',
    'sp',
    'rua',
    '=',
    'none',
    'mailto:',
    'a@b.example',
    '!',
    '10',
    '%',
    '%zz',
    ' ',
    ',',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      parseDmarcRecord(pieces.join(''));
    }),
    { seed: 7489, numRuns: 3000 },
  );
});
