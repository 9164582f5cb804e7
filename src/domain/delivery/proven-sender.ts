/** Whether a return path is known to be of whoever sent the message: only then is anything written to it. SECURITY.md section 2 */
import type { FoundOrigin } from '../ports/kept-envelope.ts';
import type { Envelope } from './envelope.ts';

/**
 * Of a message that is sent on. Whoever brings others' mail, a trusted server too, does not vouch for its senders.
 *
 * @param authentication of mail from another server.
 */
export function isSenderProven(
  { submitter, source }: Pick<Envelope, 'submitter' | 'source'>,
  authentication: FoundOrigin | null,
): boolean {
  // What waited in the queue left with a return path that was proven, or ours.
  return submitter !== null || source === 'queue' || (authentication !== null && isReturnPathProven(authentication));
}

/** DMARC and DKIM vouch for From, which may be another, and for a message that anybody may send once more. */
export function isReturnPathProven({ findings: { spf } }: Pick<FoundOrigin, 'findings'>): boolean {
  return spf.result === 'pass' && spf.identity === 'mailfrom';
}
