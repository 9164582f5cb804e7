import { describe, expect, test } from 'vitest';
import { FINDINGS } from '../../../test/support/findings.ts';
import type { DmarcFinding, SpfFinding, VerifyFindings } from '../ports/mail-auth.ts';
import { decide } from './verdict.ts';

function findings(dmarc: Partial<DmarcFinding>, spf: Partial<SpfFinding> = {}): VerifyFindings {
  return { ...FINDINGS, dmarc: { ...FINDINGS.dmarc, ...dmarc }, spf: { ...FINDINGS.spf, ...spf } };
}

const failing = (disposition: DmarcFinding['disposition']) =>
  findings({ result: 'fail', policy: disposition, disposition });

describe('DMARC by the policy of the recipient’s domain', () => {
  test.each([
    ['pass', findings({}), ['deliver', 'deliver', 'deliver']],
    ['none', failing('none'), ['deliver', 'deliver', 'deliver']],
    ['quarantine', failing('quarantine'), ['deliver', 'junk', 'junk']],
    ['reject', failing('reject'), ['deliver', 'junk', 'reject']],
    ['temperror, p=none', findings({ result: 'temperror', policy: 'none' }), ['deliver', 'deliver', 'deliver']],
    ['temperror, p=reject', findings({ result: 'temperror', policy: 'reject' }), ['deliver', 'reject', 'reject']],
    ['no record', findings({ result: 'none' }), ['deliver', 'deliver', 'deliver']],
    [
      'From without one reading',
      findings({ result: 'permerror', comment: 'no From field' }),
      ['deliver', 'junk', 'junk'],
    ],
  ] as const)('%s', (_what, found, expected) => {
    const actions = (['none', 'junk', 'reject'] as const).map(
      (dmarc) => decide(found, { dmarc, spf: 'none' }, false).action,
    );
    expect(actions).toEqual(expected);
  });

  test('a refusal says whose policy it is', () => {
    expect(decide(failing('reject'), { dmarc: 'reject', spf: 'none' }, false)).toEqual({
      action: 'reject',
      status: '5.7.1',
      text: 'Email rejected per DMARC policy for example.com',
      because: 'DMARC: example.com asks for reject',
    });
  });

  test('what nobody knows now is put off where it is not wanted if it fails', () => {
    const found = findings({ result: 'temperror', policy: 'quarantine' });
    expect(decide(found, { dmarc: 'reject', spf: 'none' }, false)).toMatchObject({
      action: 'reject',
      status: '4.7.0',
      text: 'DMARC policy for example.com cannot be checked now, try again later',
    });
  });

  test('a trusted sealer is believed', () => {
    const found = { ...failing('reject'), arc: { ...FINDINGS.arc, sealDomain: 'lists.example.net' } };
    expect(decide(found, { dmarc: 'reject', spf: 'reject' }, true)).toMatchObject({
      action: 'deliver',
      because: 'ARC: lists.example.net vouches for it',
    });
  });
});

describe('SPF where no DMARC policy decides', () => {
  const spfFails = { result: 'fail', domain: 'example.com' } as const;

  test.each([
    ['no DMARC record', findings({ result: 'none' }, spfFails), ['deliver', 'junk', 'reject']],
    ['p=none', findings({ result: 'fail', disposition: 'none' }, spfFails), ['deliver', 'junk', 'reject']],
    ['DMARC passes by DKIM', findings({}, spfFails), ['deliver', 'deliver', 'deliver']],
    ['nobody knows', findings({ result: 'temperror', policy: 'none' }, spfFails), ['deliver', 'deliver', 'deliver']],
    ['softfail', findings({ result: 'none' }, { result: 'softfail' }), ['deliver', 'deliver', 'deliver']],
  ] as const)('%s', (_what, found, expected) => {
    const actions = (['none', 'junk', 'reject'] as const).map(
      (spf) => decide(found, { dmarc: 'reject', spf }, false).action,
    );
    expect(actions).toEqual(expected);
  });

  test('RFC 7372 section 3.2', () => {
    expect(decide(findings({ result: 'none' }, spfFails), { dmarc: 'none', spf: 'reject' }, false).status).toBe(
      '5.7.23',
    );
  });
});
