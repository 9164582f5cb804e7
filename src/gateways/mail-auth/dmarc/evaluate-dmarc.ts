/** Whether the author's domain stands behind a message, and what it asks to be done where not: RFC 7489 section 6.6 */
import type { DkimFinding, DmarcFinding, SpfFinding } from '../../../domain/ports/mail-auth.ts';
import type { NameService } from '../../../domain/ports/name-service.ts';
import { organisationalDomain } from '../../../formats/address/organisational-domain.ts';
import {
  type DmarcPolicy,
  type DmarcRecord,
  isDmarcRecord,
  parseDmarcRecord,
} from '../../../formats/dmarc/dmarc-record.ts';
import type { Author } from './author.ts';

export interface DmarcRequest {
  readonly author: Author;
  readonly spf: SpfFinding;
  /** Null: nobody knows whether it is signed. */
  readonly dkim: readonly DkimFinding[] | null;
  readonly names: NameService;
  /** 0 to less than 1, for `pct`. */
  readonly random: () => number;
  readonly signal: AbortSignal;
}

const STRICTNESS: Readonly<Record<DmarcPolicy, number>> = { none: 0, quarantine: 1, reject: 2 };
/** What becomes of messages that `pct` leaves out. RFC 7489 section 6.6.4 */
const MILDER: Readonly<Record<DmarcPolicy, DmarcPolicy>> = { none: 'none', quarantine: 'none', reject: 'quarantine' };

/**
 * A message with more than one author's domain, or whose From has more than one reading, never passes: of the domains
 * that do not stand behind it the strictest decides. Never rejects but with the reason of the signal.
 */
export async function evaluateDmarc(request: DmarcRequest): Promise<DmarcFinding> {
  const { domains, problem } = request.author;
  const findings: DmarcFinding[] = [];
  for (const domain of domains) findings.push(await evaluateFor(domain, request));
  const [only] = findings;
  if (only !== undefined && findings.length === 1 && problem === null) return only;
  const comment = problem ?? 'more than one domain in From';
  const strictest = findings
    .filter(({ result }) => result === 'fail')
    .sort((a, b) => STRICTNESS[b.disposition] - STRICTNESS[a.disposition])[0];
  // Where there are more readings than this one, that it asks for nothing says nothing.
  const isDecided = strictest !== undefined && (problem === null || strictest.disposition !== 'none');
  return isDecided ? { ...strictest, comment } : { ...nothing(domains[0] ?? '', 'permerror'), comment };
}

async function evaluateFor(domain: string, request: DmarcRequest): Promise<DmarcFinding> {
  const found = await findRecord(domain, request);
  if (found === 'failed') return { ...nothing(domain, 'temperror'), comment: 'DNS does not answer for the policy' };
  if (found === null) return nothing(domain, 'none');
  const { record, policyDomain, text } = found;
  const { alignment } = record;
  const aligns = (other: string, mode: 'strict' | 'relaxed') =>
    other === domain || (mode === 'relaxed' && organisationalDomain(other) === organisationalDomain(domain));
  const spfAligns = aligns(request.spf.domain, alignment.spf);
  const aligned = (request.dkim ?? []).filter((each) => aligns(each.domain, alignment.dkim));
  const isSpfAligned = spfAligns && request.spf.result === 'pass';
  const isDkimAligned = aligned.some(({ result }) => result === 'pass');
  const isUnknown =
    request.dkim === null ||
    (spfAligns && request.spf.result === 'temperror') ||
    aligned.some(({ result }) => result === 'temperror');
  const passes = isSpfAligned || isDkimAligned;
  const policy = await policyFor(domain, policyDomain, record, request);
  const applies = request.random() * 100 < record.percent;
  return {
    result: passes ? 'pass' : isUnknown ? 'temperror' : 'fail',
    domain,
    policyDomain,
    policy,
    disposition: passes || isUnknown ? 'none' : applies ? policy : MILDER[policy],
    alignment,
    isSpfAligned,
    isDkimAligned,
    reportTo: record.reportTo.map(({ address }) => address),
    record: text,
  };
}

interface FoundRecord {
  readonly record: DmarcRecord;
  readonly policyDomain: string;
  readonly text: string;
}

/** RFC 7489 section 6.6.3 */
async function findRecord(domain: string, request: DmarcRequest): Promise<FoundRecord | 'failed' | null> {
  for (const policyDomain of new Set([domain, organisationalDomain(domain)])) {
    const answer = await request.names.txt(`_dmarc.${policyDomain}`, request.signal);
    if (answer.kind === 'failed') return 'failed';
    const texts = answer.kind === 'found' ? answer.records.filter(isDmarcRecord) : [];
    const [text] = texts;
    if (text === undefined) continue;
    const record = texts.length === 1 ? parseDmarcRecord(text) : null;
    return record === null ? null : { record, policyDomain, text };
  }
  return null;
}

/** `p` for the domain itself, `np` for names below it that do not exist, else `sp`. RFC 7489 section 6.3, RFC 9091 */
async function policyFor(
  domain: string,
  policyDomain: string,
  record: DmarcRecord,
  { names, signal }: DmarcRequest,
): Promise<DmarcPolicy> {
  if (domain === policyDomain) return record.policy;
  const policy = record.subdomainPolicy ?? record.policy;
  if (record.missingDomainPolicy === null || record.missingDomainPolicy === policy) return policy;
  const [addresses, mx] = await Promise.all([names.addresses(domain, signal), names.mx(domain, signal)]);
  return addresses.kind === 'none' && mx.kind === 'none' ? record.missingDomainPolicy : policy;
}

function nothing(domain: string, result: 'none' | 'temperror' | 'permerror'): DmarcFinding {
  return {
    result,
    domain,
    policyDomain: '',
    policy: 'none',
    disposition: 'none',
    alignment: { spf: 'relaxed', dkim: 'relaxed' },
    isSpfAligned: false,
    isDkimAligned: false,
    reportTo: [],
    record: '',
  };
}
