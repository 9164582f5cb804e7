/**
 * What is asked of TLS with a host: by the route, by the domain's DANE records (RFC 7672) or its MTA-STS policy
 * (RFC 8461), by the message (RFC 8689). DANE goes before MTA-STS, RFC 8461 section 2.
 */
import { isIP } from 'node:net';
import type { Route } from '../../domain/ports/mail-sender.ts';
import type { NameService, TlsaRecord } from '../../domain/ports/name-service.ts';
import type { StsFinding } from '../mta-sts/sts-policies.ts';
import { isHostOfPolicy } from '../mta-sts/sts-policy.ts';
import { SmtpProblem } from './smtp-problem.ts';
import { NO_POLICY, type TlsDemand, type TlsPolicy } from './tls-demand.ts';
import { isUsable, type PeerFault } from './verify-peer.ts';

export interface HostQuestion {
  readonly route: Route;
  readonly host: string;
  readonly port: number;
  /** DNSSEC vouches for the name, and for the addresses. */
  readonly isHostSecure: boolean;
  readonly isAddressSecure: boolean;
  readonly sts: StsFinding;
  readonly useDane: boolean;
  /** Only over TLS with a certificate that was verified, to a name that was. RFC 8689 section 4.2.1 */
  readonly mustVerify: boolean;
  /** RFC 8689 section 4.2.2 */
  readonly isTlsOptional: boolean;
}

export interface TlsDecision {
  readonly demand: TlsDemand;
  readonly policy: TlsPolicy;
  /** What is wrong before a connection is made, where the message goes all the same. */
  readonly fault: PeerFault | null;
}

/** The host may not be used; to be told to the domain. */
export class PolicyProblem extends SmtpProblem {
  readonly fault: PeerFault;
  readonly policy: TlsPolicy;

  constructor(status: string, fault: PeerFault, policy: TlsPolicy) {
    super(status, fault.reason);
    this.fault = fault;
    this.policy = policy;
  }
}

/** Throws PolicyProblem; rejects with the reason of the signal. */
export async function decideTls(question: HostQuestion, names: NameService, signal: AbortSignal): Promise<TlsDecision> {
  const { route, host, mustVerify } = question;
  const authorities: TlsDemand = { kind: 'authorities', names: [host], by: 'authorities', isEnforced: true };
  if (route.kind === 'host' && (route.tls === 'required' || route.tls === 'implicit')) return plain(authorities);
  if (route.kind === 'host' && route.tls === 'none') return plain(mustVerify ? authorities : { kind: 'none' });
  const decided = (await decideDane(question, names, signal)) ?? decideSts(question);
  if (!mustVerify) return decided ?? plain({ kind: 'opportunistic' });
  // What is only encrypted is not verified.
  if (decided !== null && decided.demand.kind !== 'encrypted' && decided.fault === null) return enforced(decided);
  if (question.isHostSecure) return plain(authorities);
  const reason = `nobody vouches for ${host} being a host of the domain, and the message requires that`;
  throw new PolicyProblem('5.7.10', { type: 'validation-failure', reason }, NO_POLICY);
}

/** Null where the host has no TLSA records that count. */
async function decideDane(
  { route, host, port, isHostSecure, isAddressSecure, useDane, isTlsOptional }: HostQuestion,
  names: NameService,
  signal: AbortSignal,
): Promise<TlsDecision | null> {
  // Without signed addresses the records are not even asked for: the servers of such zones may choke on the question.
  // RFC 7672 section 2.2.2
  if (!useDane || !isHostSecure || !isAddressSecure || isIP(host) !== 0) return null;
  const answer = await names.tlsa(`_${port}._tcp.${host}`, signal);
  const isEnforced = !isTlsOptional;
  if (answer.kind === 'failed') {
    const fault: PeerFault = { type: 'dnssec-invalid', reason: `no answer about TLSA records: ${answer.reason}` };
    const policy: TlsPolicy = { type: 'tlsa', strings: [], mxHosts: [host] };
    // An attacker could suppress the answer, so the host waits. RFC 7672 section 2.1.2
    if (isEnforced) throw new PolicyProblem('4.7.5', fault, policy);
    return { demand: { kind: 'opportunistic' }, policy, fault };
  }
  if (answer.kind === 'none' || !answer.isAuthenticated) return null;
  const policy: TlsPolicy = { type: 'tlsa', strings: answer.records.map(formatTlsa), mxHosts: [host] };
  const records = answer.records.filter(isUsable);
  if (records.length === 0) return { demand: { kind: 'encrypted', isEnforced }, policy, fault: null };
  // RFC 7672 section 3.2.2
  const accepted = route.kind === 'mx' ? [host, route.domain] : [host];
  return { demand: { kind: 'tlsa', records, names: accepted, isEnforced }, policy, fault: null };
}

/** Null where the domain has no policy. RFC 8461 section 5 */
function decideSts({ host, sts, isTlsOptional, mustVerify }: HostQuestion): TlsDecision | null {
  const { policy: published } = sts;
  if (published === null || published.mode === 'none') return null;
  const isEnforced = published.mode === 'enforce' && !isTlsOptional;
  const policy: TlsPolicy = { type: 'sts', strings: published.lines, mxHosts: published.mx };
  if (!isHostOfPolicy(published, host)) {
    const fault: PeerFault = { type: 'validation-failure', reason: `the policy of the domain does not name ${host}` };
    if (isEnforced || mustVerify) throw new PolicyProblem('4.7.5', fault, policy);
    return { demand: { kind: 'opportunistic' }, policy, fault };
  }
  return { demand: { kind: 'authorities', names: [host], by: 'MTA-STS', isEnforced }, policy, fault: null };
}

function plain(demand: TlsDemand): TlsDecision {
  return { demand, policy: NO_POLICY, fault: null };
}

function enforced({ demand, policy, fault }: TlsDecision): TlsDecision {
  const isOpen = demand.kind === 'none' || demand.kind === 'opportunistic';
  return { demand: isOpen ? demand : { ...demand, isEnforced: true }, policy, fault };
}

/** RFC 6698 section 2.2 */
function formatTlsa({ usage, selector, matchingType, data }: TlsaRecord): string {
  return `${usage} ${selector} ${matchingType} ${Buffer.from(data).toString('hex').toUpperCase()}`;
}
