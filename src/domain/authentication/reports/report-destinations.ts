/** Where reports may be sent: RFC 7489 section 7.1, RFC 8460 section 3 */
import { isFailure } from '../../../base/failure.ts';
import { formatMailAddress, parseMailAddress } from '../../../formats/address/mail-address.ts';
import { organisationalDomain } from '../../../formats/address/organisational-domain.ts';
import { type DmarcReportAddress, isDmarcRecord, parseDmarcRecord } from '../../../formats/dmarc/dmarc-record.ts';
import type { NameService } from '../../ports/name-service.ts';

/**
 * Those addresses of a policy's `rua` that belong to the domain, or whose domain says that it takes reports about it:
 * nobody has others flooded with reports.
 */
export async function dmarcDestinations(
  policyDomain: string,
  record: string,
  names: NameService,
  signal: AbortSignal,
): Promise<readonly DmarcReportAddress[]> {
  const wanted = parseDmarcRecord(record)?.reportTo ?? [];
  const allowed: DmarcReportAddress[] = [];
  for (const destination of wanted) {
    const host = destination.address.slice(destination.address.lastIndexOf('@') + 1);
    const isOwn = organisationalDomain(host) === organisationalDomain(policyDomain);
    if (isOwn || (await isWelcome(policyDomain, host, names, signal))) allowed.push(destination);
  }
  return allowed;
}

async function isWelcome(
  policyDomain: string,
  host: string,
  names: NameService,
  signal: AbortSignal,
): Promise<boolean> {
  const answer = await names.txt(`${policyDomain}._report._dmarc.${host}`, signal);
  return answer.kind === 'found' && answer.records.some(isDmarcRecord);
}

export interface TlsReportDestinations {
  readonly addresses: readonly string[];
  /** `https` only. */
  readonly urls: readonly string[];
}

/** Reports are sent to that many places of one record at most. */
const MAX_DESTINATIONS = 5;
const MAX_URL_LENGTH = 2000;

/** What the domain's record asks for; nothing where it has none, or several. */
export async function tlsDestinations(
  domain: string,
  names: NameService,
  signal: AbortSignal,
): Promise<TlsReportDestinations> {
  const answer = await names.txt(`_smtp._tls.${domain}`, signal);
  const records = answer.kind === 'found' ? answer.records.filter((text) => /^v=TLSRPTv1[ \t]*;/.test(text)) : [];
  const [record] = records;
  const addresses: string[] = [];
  const urls: string[] = [];
  if (record === undefined || records.length > 1) return { addresses, urls };
  const list = /;[ \t]*rua=([^;]+)/.exec(record)?.[1] ?? '';
  for (const uri of list.split(',').slice(0, MAX_DESTINATIONS)) {
    const text = uri.trim();
    const address = /^mailto:/i.test(text) ? readAddress(text.slice('mailto:'.length)) : null;
    if (address !== null) addresses.push(address);
    else if (/^https:\/\//i.test(text) && text.length <= MAX_URL_LENGTH && URL.canParse(text)) urls.push(text);
  }
  return { addresses, urls };
}

function readAddress(encoded: string): string | null {
  try {
    return formatMailAddress(parseMailAddress(decodeURIComponent(encoded)));
  } catch (error) {
    if (error instanceof URIError || isFailure(error, 'invalid')) return null;
    throw error;
  }
}
