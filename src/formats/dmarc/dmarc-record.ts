/** DMARC policy records: RFC 7489 section 6.3, `np` by RFC 9091. */
import { isFailure } from '../../base/failure.ts';
import { formatMailAddress, parseMailAddress } from '../address/mail-address.ts';

export type DmarcPolicy = 'none' | 'quarantine' | 'reject';

export interface DmarcReportAddress {
  readonly address: string;
  /** Larger reports are not wanted; null where nothing is said. */
  readonly maxBytes: number | null;
}

export interface DmarcRecord {
  readonly policy: DmarcPolicy;
  /** Null where the record does not say: the next one up applies (`np`, `sp`, `p`). */
  readonly subdomainPolicy: DmarcPolicy | null;
  readonly missingDomainPolicy: DmarcPolicy | null;
  readonly alignment: { readonly spf: 'strict' | 'relaxed'; readonly dkim: 'strict' | 'relaxed' };
  /** 0 to 100. */
  readonly percent: number;
  /** `rua`, mail addresses only. */
  readonly reportTo: readonly DmarcReportAddress[];
}

/** Reports are sent to that many addresses of one record at most. */
export const MAX_DMARC_REPORT_ADDRESSES = 5;
const MAX_RECORD_LENGTH = 4096;

/** True for a TXT record that is a DMARC record, whatever it says behind its version. RFC 7489 section 6.6.3 */
export function isDmarcRecord(text: string): boolean {
  return /^v[ \t]*=[ \t]*DMARC1[ \t]*(?:;|$)/.test(text);
}

/** Null where no processing is to be done: RFC 7489 section 6.6.3 step 6. */
export function parseDmarcRecord(text: string): DmarcRecord | null {
  if (text.length > MAX_RECORD_LENGTH) return null;
  const tags = readTags(text);
  if (tags === null) return null;
  const policy = readPolicy(tags.get('p'));
  const subdomainPolicy = readPolicy(tags.get('sp'));
  const reportTo = readAddresses(tags.get('rua') ?? '');
  const isValid = policy !== null && (subdomainPolicy !== null || !tags.has('sp'));
  if (!isValid && reportTo.length === 0) return null;
  return {
    policy: isValid ? policy : 'none',
    subdomainPolicy: isValid ? subdomainPolicy : null,
    missingDomainPolicy: isValid ? readPolicy(tags.get('np')) : null,
    alignment: { spf: readAlignment(tags.get('aspf')), dkim: readAlignment(tags.get('adkim')) },
    percent: readPercent(tags.get('pct')),
    reportTo,
  };
}

/** Null where a tag is there twice: the record is then as good as any other text. RFC 6376 section 3.2 */
function readTags(text: string): Map<string, string> | null {
  const tags = new Map<string, string>();
  for (const part of text.split(';')) {
    const equals = part.indexOf('=');
    if (equals < 0) continue;
    const name = part.slice(0, equals).trim().toLowerCase();
    if (tags.has(name)) return null;
    tags.set(name, part.slice(equals + 1).trim());
  }
  return tags;
}

function readPolicy(value: string | undefined): DmarcPolicy | null {
  const lower = value?.toLowerCase();
  return lower === 'none' || lower === 'quarantine' || lower === 'reject' ? lower : null;
}

function readAlignment(value: string | undefined): 'strict' | 'relaxed' {
  return value?.toLowerCase() === 's' ? 'strict' : 'relaxed';
}

function readPercent(value: string | undefined): number {
  return value !== undefined && /^\d{1,3}$/.test(value) ? Math.min(100, Number(value)) : 100;
}

const UNITS: Readonly<Record<string, number>> = { '': 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30, t: 2 ** 40 };

/** `mailto:address!10m, …`; what is no mail address is passed over. RFC 7489 section 6.2 */
function readAddresses(value: string): DmarcReportAddress[] {
  const found: DmarcReportAddress[] = [];
  for (const uri of value.split(',')) {
    const match = /^mailto:([^!?]+)(?:!(\d{1,12})([kmgt]?))?$/i.exec(uri.trim());
    const address = match === null ? null : readAddress(match[1] ?? '');
    if (address === null || found.length === MAX_DMARC_REPORT_ADDRESSES) continue;
    const maxBytes = match?.[2] === undefined ? null : Number(match[2]) * (UNITS[match[3]?.toLowerCase() ?? ''] ?? 1);
    found.push({ address, maxBytes });
  }
  return found;
}

function readAddress(encoded: string): string | null {
  try {
    return formatMailAddress(parseMailAddress(decodeURIComponent(encoded)));
  } catch (error) {
    if (error instanceof URIError || isFailure(error, 'invalid')) return null;
    throw error;
  }
}
