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
  /** Where the host is an alias, or the domain: the name at its end. */
  readonly canonicalName: string | null;
  readonly canonicalDomain: string | null;
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
  question: HostQuestion,
  names: NameService,
  signal: AbortSignal,
): Promise<TlsDecision | null> {
  const { route, host, port, useDane, isTlsOptional } = question;
  if (!useDane || !question.isHostSecure || isIP(host) !== 0) return null;
  const isEnforced = !isTlsOptional;
  const unanswered = (mxHost: string, reason: string): TlsDecision => {
    const fault: PeerFault = { type: 'dnssec-invalid', reason: `no answer about TLSA records: ${reason}` };
    const policy: TlsPolicy = { type: 'tlsa', strings: [], mxHosts: [mxHost] };
    // An attacker could suppress the answer, so the host waits. RFC 7672 section 2.1.2
    if (isEnforced) throw new PolicyProblem('4.7.5', fault, policy);
    return { demand: { kind: 'opportunistic' }, policy, fault };
  };
  const bases = await findTlsaBases(question, names, signal);
  if ('reason' in bases) return unanswered(host, bases.reason);
  for (const base of bases) {
    const answer = await names.tlsa(`_${port}._tcp.${base}`, signal);
    if (answer.kind === 'failed') return unanswered(base, answer.reason);
    if (answer.kind === 'none' || !answer.isAuthenticated) continue;
    const policy: TlsPolicy = { type: 'tlsa', strings: answer.records.map(formatTlsa), mxHosts: [base] };
    const records = answer.records.filter(isUsable);
    if (records.length === 0) return { demand: { kind: 'encrypted', isEnforced }, policy, fault: null };
    // RFC 7672 section 3.2.2
    const nextHop = route.kind === 'mx' ? route.domain : host;
    const accepted = [base, nextHop, question.canonicalDomain ?? nextHop] as const;
    return { demand: { kind: 'tlsa', records, names: accepted, isEnforced }, policy, fault: null };
  }
  return null;
}

/**
 * The names at which TLSA records may be, the one that counts most first; none where an unsigned zone has the host: its
 * servers may choke on the question. RFC 7672 sections 2.2.2 and 2.2.3
 */
async function findTlsaBases(
  { host, isAddressSecure, canonicalName }: HostQuestion,
  names: NameService,
  signal: AbortSignal,
): Promise<readonly string[] | { readonly reason: string }> {
  if (canonicalName === null) return isAddressSecure ? [host] : [];
  if (isAddressSecure) return [canonicalName, host];
  // A signed alias of a host in an unsigned zone: whoever owns the alias may vouch for it.
  const alias = await names.alias(host, signal);
  if (alias.kind === 'failed') return alias;
  return alias.isAuthenticated ? [host] : [];
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
