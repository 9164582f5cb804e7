/** Whose message it claims to be: the domains of From. RFC 7489 section 6.6.1, SECURITY.md section 2 (DKIM/DMARC) */
import { isFailure } from '../../../base/failure.ts';
import { parseAddressList } from '../../../formats/address/address-list.ts';
import { normalizeDomain } from '../../../formats/address/domain-name.ts';
import { fromByteString } from '../../../formats/mime/byte-string.ts';
import { type Header, type HeaderField, parseHeaders } from '../../../formats/mime/headers.ts';

export interface Author {
  /** Different ones, A-labels; no more than can be asked for. */
  readonly domains: readonly string[];
  /** Why readers may see another author than this; null where there is only one reading. */
  readonly problem:
    | 'no From field'
    | 'more than one From field'
    | 'From without one readable address'
    | 'From with too many domains'
    | null;
}

/** Domains of one From that are asked for their policies. */
const MAX_AUTHOR_DOMAINS = 4;

/** @param section the header section of the message as octets. */
export function readAuthor(section: Uint8Array): Author {
  const header = parseHeaders(section);
  const fields = header.fields.filter((field) => isFrom(header, field));
  const [field] = fields;
  if (field === undefined) return { domains: [], problem: 'no From field' };
  const read = fields.map((each) => domainsOf(header, each));
  const all = [...new Set(read.flatMap((each) => each.domains))];
  const domains = all.slice(0, MAX_AUTHOR_DOMAINS);
  if (fields.length > 1) return { domains, problem: 'more than one From field' };
  if (all.length > domains.length) return { domains, problem: 'From with too many domains' };
  const isClear = domains.length > 0 && read.every((each) => each.isClear);
  return { domains, problem: isClear ? null : 'From without one readable address' };
}

/** Some readers take a name whose colon stands in the next line, or behind odd white space, for a field all the same. */
function isFrom(header: Header, field: HeaderField): boolean {
  if (field.name === 'from') return true;
  return field.name === '' && /^from\s*:/i.test(header.text.slice(field.start, Math.min(field.end, field.start + 100)));
}

function domainsOf(header: Header, field: HeaderField): { domains: string[]; isClear: boolean } {
  const octets = header.text.slice(field.valueStart, field.end).replace(/\r?\n/g, '');
  const text = fromByteString(octets).toString('utf8');
  const list = parseAddressList(text);
  const domains: string[] = [];
  // Groups have no one behind them, and control characters make two readers see two texts.
  let isClear = !list.truncated && !/[\u0000-\u0008\u000a-\u001f\u007f]/.test(text);
  for (const entry of list.entries) {
    const domain = entry.kind === 'mailbox' && entry.route === null ? asDomain(entry.domain) : null;
    if (domain === null) isClear = false;
    else domains.push(domain);
  }
  return { domains, isClear };
}

function asDomain(text: string): string | null {
  try {
    const domain = normalizeDomain(text);
    return domain.startsWith('[') ? null : domain;
  } catch (error) {
    if (isFailure(error, 'invalid')) return null;
    throw error;
  }
}
