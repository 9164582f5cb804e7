/** What the policy of a recipient's domain makes of what was found. REQUIREMENTS MI7 */
import type { DomainPolicy } from '../ports/directory.ts';
import type { VerifyFindings } from '../ports/mail-auth.ts';
import type { AuthenticationVerdict } from './authentication.ts';

const DELIVER: AuthenticationVerdict = { action: 'deliver', status: '2.0.0', text: '', because: '' };

/** @param isOverridden a sealer whom the administrator trusts says that the message was good when it came to him. */
export function decide(findings: VerifyFindings, policy: DomainPolicy, isOverridden: boolean): AuthenticationVerdict {
  const { dmarc, spf } = findings;
  if (dmarc.result === 'pass') return DELIVER;
  if (isOverridden) return { ...DELIVER, because: `ARC: ${findings.arc.sealDomain} vouches for it` };
  // Whose policy to ask is unknown where From has no one reading: nobody's, and it is not taken for good either.
  if (dmarc.result === 'permerror')
    return policy.dmarc === 'none' ? DELIVER : junk(`DMARC: ${dmarc.comment ?? 'no author'}`);
  if (dmarc.result === 'fail' && dmarc.disposition !== 'none') return byDmarc(findings, policy);
  if (dmarc.result === 'temperror' && dmarc.policy !== 'none' && policy.dmarc !== 'none') return later(findings);
  // With a policy that does not decide, what SPF says of the return path still counts.
  return spf.result === 'fail' && dmarc.result !== 'temperror' ? bySpf(findings, policy) : DELIVER;
}

/** RFC 7489 section 10.3 */
function byDmarc({ dmarc }: VerifyFindings, policy: DomainPolicy): AuthenticationVerdict {
  const because = `DMARC: ${dmarc.policyDomain} asks for ${dmarc.disposition}`;
  if (policy.dmarc === 'none') return { ...DELIVER, because };
  if (policy.dmarc === 'junk' || dmarc.disposition === 'quarantine') return junk(because);
  const text = `Email rejected per DMARC policy for ${dmarc.policyDomain}`;
  return { action: 'reject', status: '5.7.1', text, because };
}

/**
 * Whether it fails is not known now, and what fails is not wanted: it may come again. To let it in would be an invitation
 * to hide the answers of DNS. RFC 7489 section 6.6.2
 */
function later({ dmarc }: VerifyFindings): AuthenticationVerdict {
  const because = `DMARC: ${dmarc.policyDomain} asks for ${dmarc.policy} of what fails, and whether this does is not known now`;
  const text = `DMARC policy for ${dmarc.policyDomain} cannot be checked now, try again later`;
  return { action: 'reject', status: '4.7.0', text, because };
}

/** RFC 7372 section 3.2 */
function bySpf({ spf }: VerifyFindings, policy: DomainPolicy): AuthenticationVerdict {
  const because = `SPF: ${spf.domain} does not allow this client`;
  if (policy.spf === 'none') return { ...DELIVER, because };
  if (policy.spf === 'junk') return junk(because);
  const text = `SPF validation failed: ${spf.domain} does not allow this client to send its mail`;
  return { action: 'reject', status: '5.7.23', text, because };
}

function junk(because: string): AuthenticationVerdict {
  return { ...DELIVER, action: 'junk', because };
}
