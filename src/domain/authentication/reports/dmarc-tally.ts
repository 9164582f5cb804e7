/** What is counted for the DMARC aggregate report: a tally with topic `dmarc`, subject the domain of the policy. RFC 7489 section 7.2 */
import type { DmarcFinding, VerifyFindings, VerifyRequest } from '../../ports/mail-auth.ts';
import type { AuthenticationVerdict } from '../authentication.ts';

export const DMARC_TOPIC = 'dmarc';

export interface DmarcTallyRow {
  readonly sourceAddress: string;
  /** What was done, in the terms of DMARC. */
  readonly disposition: DmarcFinding['disposition'];
  /** Why that is not what the policy asks for; null where it is. RFC 7489 appendix C, PolicyOverrideType */
  readonly override: {
    readonly type: 'trusted_forwarder' | 'sampled_out' | 'local_policy';
    readonly comment: string;
  } | null;
  readonly dkim: 'pass' | 'fail';
  readonly spf: 'pass' | 'fail';
  readonly headerFrom: string;
  /** Empty for the null reverse-path. */
  readonly envelopeFrom: string;
  readonly dkimResults: readonly { readonly domain: string; readonly selector: string; readonly result: string }[];
  readonly spfResult: { readonly domain: string; readonly scope: 'mfrom' | 'helo'; readonly result: string };
  /** The policy, as it was found. */
  readonly record: string;
}

const DONE = { deliver: 'none', junk: 'quarantine', reject: 'reject' } as const;

/** @param isOverridden a trusted sealer vouched for it. */
export function dmarcTallyRow(
  findings: VerifyFindings,
  request: Pick<VerifyRequest, 'clientAddress' | 'sender'>,
  verdict: AuthenticationVerdict,
  isOverridden: boolean,
): DmarcTallyRow {
  const { dmarc, dkim, spf } = findings;
  const disposition = DONE[verdict.action];
  return {
    sourceAddress: request.clientAddress,
    disposition,
    override: overrideOf(dmarc, disposition, isOverridden),
    dkim: dmarc.isDkimAligned ? 'pass' : 'fail',
    spf: dmarc.isSpfAligned ? 'pass' : 'fail',
    headerFrom: dmarc.domain,
    envelopeFrom: request.sender.slice(request.sender.lastIndexOf('@') + 1),
    dkimResults: dkim.map(({ domain, selector, result }) => ({ domain, selector, result })),
    spfResult: { domain: spf.domain, scope: spf.identity === 'helo' ? 'helo' : 'mfrom', result: spf.result },
    record: dmarc.record,
  };
}

function overrideOf(
  dmarc: DmarcFinding,
  disposition: DmarcFinding['disposition'],
  isOverridden: boolean,
): DmarcTallyRow['override'] {
  if (isOverridden) return { type: 'trusted_forwarder', comment: 'arc=pass' };
  const asked = dmarc.result === 'fail' ? dmarc.policy : 'none';
  if (disposition === asked) return null;
  if (disposition === dmarc.disposition) return { type: 'sampled_out', comment: '' };
  return { type: 'local_policy', comment: '' };
}
