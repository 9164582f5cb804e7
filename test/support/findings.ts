/** Findings of an honest message, for tests to change. */
import type { VerifyFindings } from '../../src/domain/ports/mail-auth.ts';

export const FINDINGS: VerifyFindings = {
  spf: { result: 'pass', domain: 'example.com', identity: 'mailfrom', comment: '' },
  dkim: [{ result: 'pass', domain: 'example.com', selector: 's1', algorithm: 'rsa-sha256', comment: '' }],
  dmarc: {
    result: 'pass',
    domain: 'example.com',
    policyDomain: 'example.com',
    policy: 'reject',
    disposition: 'none',
    alignment: { spf: 'relaxed', dkim: 'relaxed' },
    isSpfAligned: true,
    isDkimAligned: true,
    reportTo: ['reports@example.com'],
    record: 'v=DMARC1; p=reject; rua=mailto:reports@example.com',
  },
  arc: { result: 'none', instances: 0, sealDomain: '', comment: '' },
};

/** Of a message that a stranger sends under the name of that domain. */
export function forgedFindings(domain: string): VerifyFindings {
  return {
    ...FINDINGS,
    spf: { result: 'fail', domain, identity: 'mailfrom', comment: '' },
    dkim: [],
    dmarc: {
      ...FINDINGS.dmarc,
      result: 'fail',
      domain,
      policyDomain: domain,
      disposition: 'reject',
      isSpfAligned: false,
      isDkimAligned: false,
      reportTo: [],
      record: 'v=DMARC1; p=reject',
    },
  };
}
