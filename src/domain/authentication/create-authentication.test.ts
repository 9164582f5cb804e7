import { beforeEach, describe, expect, test } from 'vitest';
import { FINDINGS } from '../../../test/support/findings.ts';
import { type TestObservations, testObservations } from '../../../test/support/test-observations.ts';
import { testSettings } from '../../../test/support/test-settings.ts';
import { Failure } from '../../base/failure.ts';
import { silentLogger } from '../../base/log.ts';
import { DEFAULT_DOMAIN_POLICY } from '../ports/directory.ts';
import type { MailAuth, VerifyFindings } from '../ports/mail-auth.ts';
import type { SettingValues } from '../settings/catalogue.ts';
import type { AuthenticationOutcome } from './authentication.ts';
import { createAuthentication } from './create-authentication.ts';

let observations: TestObservations;

beforeEach(() => {
  observations = testObservations();
});

const REQUEST = {
  clientAddress: '192.0.2.1',
  heloName: 'mail.example.com',
  sender: 'alice@example.com',
  hostname: 'mx.example.org',
  async *message() {},
};

function check(
  findings: VerifyFindings | Error,
  values: Partial<SettingValues> = { dmarcReports: 'on' },
  signal = new AbortController().signal,
): Promise<AuthenticationOutcome> {
  const mailAuth = {
    verify: () => (findings instanceof Error ? Promise.reject(findings) : Promise.resolve(findings)),
  } as Partial<MailAuth> as MailAuth;
  const clock = { nowMs: () => Date.parse('2026-11-23T10:00:00Z'), monotonicMs: () => 0 };
  const authentication = createAuthentication({
    mailAuth,
    observations,
    settings: testSettings(values),
    clock,
    log: silentLogger,
  });
  return authentication.check(REQUEST, signal);
}

const FAILED: VerifyFindings = {
  ...FINDINGS,
  dmarc: { ...FINDINGS.dmarc, result: 'fail', disposition: 'reject', isSpfAligned: false, isDkimAligned: false },
};

test('an outcome with its field', async () => {
  const outcome = await check(FINDINGS);
  expect(outcome.findings).toBe(FINDINGS);
  expect(outcome.header).toMatch(/^Authentication-Results: mx\.example\.org;/);
  expect(outcome.verdict(DEFAULT_DOMAIN_POLICY).action).toBe('deliver');
});

test('what cannot be found out is a temperror, and delivers', async () => {
  const outcome = await check(new Failure('unavailable', 'the thread is gone'));
  expect(outcome.header).toContain('spf=temperror');
  expect(outcome.header).toContain('dmarc=temperror');
  expect(outcome.verdict({ dmarc: 'reject', spf: 'reject' }).action).toBe('deliver');
});

test('bugs and signals are passed on', async () => {
  await expect(check(new TypeError('a bug'))).rejects.toThrow('a bug');
  const giving = new AbortController();
  giving.abort(new Error('enough'));
  await expect(check(new Failure('unavailable', 'x'), {}, giving.signal)).rejects.toThrow('enough');
});

describe('ARC: RFC 8617 section 7.2', () => {
  const sealed = (arc: Partial<VerifyFindings['arc']>): VerifyFindings => ({
    ...FAILED,
    arc: { result: 'pass', instances: 1, sealDomain: 'lists.example.net', comment: '', sealedDmarc: 'pass', ...arc },
  });
  const trusting: Partial<SettingValues> = { dmarcReports: 'on', trustedArcSealers: ['lists.example.net'] };

  test.each([
    ['a trusted sealer that saw it pass', sealed({}), trusting, 'deliver'],
    ['a sealer that nobody trusts', sealed({}), { dmarcReports: 'on' }, 'reject'],
    ['another sealer', sealed({ sealDomain: 'example.net' }), trusting, 'reject'],
    ['a broken chain', sealed({ result: 'fail' }), trusting, 'reject'],
    ['a trusted sealer that saw it fail', sealed({ sealedDmarc: 'fail' }), trusting, 'reject'],
  ] as [string, VerifyFindings, Partial<SettingValues>, string][])('%s', async (_what, findings, values, action) => {
    expect((await check(findings, values)).verdict(DEFAULT_DOMAIN_POLICY).action).toBe(action);
  });

  test('the report says why', async () => {
    (await check(sealed({}), trusting)).verdict(DEFAULT_DOMAIN_POLICY);
    expect(JSON.parse(observations.all[0]?.row ?? '')).toMatchObject({
      disposition: 'none',
      override: { type: 'trusted_forwarder', comment: 'arc=pass' },
    });
  });
});

describe('counting for reports', () => {
  test('the first verdict is counted, with what was done', async () => {
    const outcome = await check(FAILED);
    outcome.verdict({ dmarc: 'junk', spf: 'none' });
    outcome.verdict({ dmarc: 'reject', spf: 'none' });
    expect(observations.all).toMatchObject([{ topic: 'dmarc', subject: 'example.com', day: '2026-11-23', count: 1 }]);
    expect(JSON.parse(observations.all[0]?.row ?? '')).toEqual({
      sourceAddress: '192.0.2.1',
      disposition: 'quarantine',
      override: { type: 'local_policy', comment: '' },
      dkim: 'fail',
      spf: 'fail',
      headerFrom: 'example.com',
      envelopeFrom: 'example.com',
      dkimResults: [{ domain: 'example.com', selector: 's1', result: 'pass' }],
      spfResult: { domain: 'example.com', scope: 'mfrom', result: 'pass' },
      record: 'v=DMARC1; p=reject; rua=mailto:reports@example.com',
    });
  });

  test('nothing where it is switched off, or nobody asks', async () => {
    (await check(FINDINGS, {})).verdict(DEFAULT_DOMAIN_POLICY);
    const unasked = { ...FINDINGS, dmarc: { ...FINDINGS.dmarc, reportTo: [] } };
    (await check(unasked)).verdict(DEFAULT_DOMAIN_POLICY);
    expect(observations.all).toEqual([]);
  });
});
