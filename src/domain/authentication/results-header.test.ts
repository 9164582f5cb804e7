import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FINDINGS } from '../../../test/support/findings.ts';
import type { VerifyFindings } from '../ports/mail-auth.ts';
import { formatResultsField } from './results-header.ts';

const REQUEST = { hostname: 'mx.example.org', sender: 'alice@example.com', heloName: 'mail.example.com' };

test('what an honest message gets', () => {
  expect(formatResultsField(FINDINGS, REQUEST)).toBe(
    'Authentication-Results: mx.example.org;\r\n' +
      '\tspf=pass smtp.mailfrom=alice@example.com;\r\n' +
      '\tdkim=pass header.d=example.com header.s=s1 header.a=rsa-sha256;\r\n' +
      '\tdmarc=pass (p=reject dis=none) header.from=example.com\r\n',
  );
});

test('nothing found is said, too', () => {
  const nothing: VerifyFindings = {
    ...FINDINGS,
    spf: { result: 'none', domain: '', identity: 'helo', comment: '' },
    dkim: [],
    dmarc: { ...FINDINGS.dmarc, result: 'permerror', domain: '', record: '', comment: 'more than one From field' },
    arc: { result: 'fail', instances: 2, sealDomain: 'example.net', comment: '' },
  };
  expect(formatResultsField(nothing, { ...REQUEST, sender: '' })).toBe(
    'Authentication-Results: mx.example.org;\r\n' +
      '\tspf=none smtp.helo=mail.example.com;\r\n' +
      '\tdkim=none;\r\n' +
      '\tdmarc=permerror (more than one From field);\r\n' +
      '\tarc=fail (i=2 sealed by example.net)\r\n',
  );
});

describe('what strangers write stays what it is', () => {
  const evil = 'x)\r\nX: y; dkim=pass (\0"\\é';

  test.each([
    ['the explanation of SPF', { ...FINDINGS, spf: { ...FINDINGS.spf, comment: evil } }, {}],
    ['the sender', FINDINGS, { sender: `${evil}@example.com` }],
    ['the greeting', { ...FINDINGS, spf: { ...FINDINGS.spf, identity: 'helo' } }, { heloName: evil }],
    [
      'a signing domain',
      { ...FINDINGS, dkim: [{ ...FINDINGS.dkim[0], domain: evil, selector: evil, algorithm: evil }] },
      {},
    ],
    ['the author', { ...FINDINGS, dmarc: { ...FINDINGS.dmarc, domain: evil, comment: evil } }, {}],
    ['a sealer', { ...FINDINGS, arc: { ...FINDINGS.arc, result: 'pass', sealDomain: evil } }, {}],
  ] as [string, VerifyFindings, object][])('%s', (_what, findings, request) => {
    const field = formatResultsField(findings, { ...REQUEST, ...request });
    const lines = field.split('\r\n');
    expect(lines.pop()).toBe('');
    expect(lines.slice(1).every((line) => line.startsWith('\t'))).toBe(true);
    expect(field).toMatch(/^[\x20-\x7e\r\n\t]+$/);
    // Outside of comments there are as many results as methods.
    const plain = field.replace(/\([^()]*\)/g, '');
    expect(plain).not.toMatch(/[()"\\]/);
    expect(plain.match(/;/g)).toHaveLength(field.includes('\tarc=') ? 4 : 3);
  });

  test('no line is too long, whatever is in it', () => {
    const [dkim] = FINDINGS.dkim;
    const domain = fc.string({ unit: fc.constantFrom('a', '.', '-'), maxLength: 60 });
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), domain, fc.string({ maxLength: 100 }), (comment, name, sender) => {
        const findings = {
          ...FINDINGS,
          spf: { ...FINDINGS.spf, comment, domain: name },
          dkim: Array.from({ length: 12 }, () => ({ ...dkim, domain: name, comment })),
        };
        const lines = formatResultsField(findings, { ...REQUEST, sender }).split('\r\n');
        for (const line of lines) expect(line.length).toBeLessThanOrEqual(78);
        for (const line of lines.slice(1, -1)) expect(line.trim()).not.toBe('');
      }),
      { seed: 8601, numRuns: 500 },
    );
  });
});
