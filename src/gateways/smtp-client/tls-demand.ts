/** What is asked of TLS with one host, and what came of it. */
import type { TlsaRecord } from '../../domain/ports/name-service.ts';
import type { TlsTallyRow } from '../../domain/ports/tls-tally.ts';
import { SmtpProblem } from './smtp-problem.ts';
import type { PeerFault } from './verify-peer.ts';

export type TlsDemand =
  /** In the clear. */
  | { readonly kind: 'none' }
  /** Whatever certificate it has; in the clear where it does not work. */
  | { readonly kind: 'opportunistic' }
  /** TLS, with whatever certificate: there are TLSA records, and none can be used. RFC 7672 section 2.2 */
  | { readonly kind: 'encrypted'; readonly isEnforced: boolean }
  | {
      readonly kind: 'authorities';
      /** The certificate is for one of these. */
      readonly names: readonly string[];
      readonly by: 'authorities' | 'MTA-STS';
      /** False: what is wrong is told, and the message goes all the same. */
      readonly isEnforced: boolean;
    }
  | {
      readonly kind: 'tlsa';
      readonly records: readonly TlsaRecord[];
      /** The certificate is for one of these; the first is the name below which the records are. */
      readonly names: readonly [base: string, ...others: string[]];
      readonly isEnforced: boolean;
    };

/** Null in the clear. */
export interface SessionTls {
  /** `TLSv1.3` */
  readonly protocol: string;
  readonly verifiedBy: 'authorities' | 'MTA-STS' | 'DANE' | null;
}

/** What a report says about one attempt. */
export type TlsResult = { readonly type: 'success' } | PeerFault;

/** The policy that was applied, as a report has it. RFC 8460 section 4.4 */
export type TlsPolicy = TlsTallyRow['policy'];

export const NO_POLICY: TlsPolicy = { type: 'no-policy-found', strings: [], mxHosts: [] };

/** TLS did not come about as it was demanded. */
export class TlsProblem extends SmtpProblem {
  readonly fault: PeerFault;

  constructor(fault: PeerFault, cause?: unknown) {
    super('4.7.5', fault.reason, { cause });
    this.fault = fault;
  }
}

export function isEnforced(demand: TlsDemand): boolean {
  return demand.kind !== 'none' && demand.kind !== 'opportunistic' && demand.isEnforced;
}

/** For the trace: `TLSv1.3, verified by DANE`. */
export function describeTls(tls: SessionTls | null): string | null {
  if (tls === null) return null;
  return tls.verifiedBy === null ? `${tls.protocol}, not verified` : `${tls.protocol}, verified by ${tls.verifiedBy}`;
}
