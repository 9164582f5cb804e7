/** Records of the DNS as lines of a zone file, and what sets them apart from what DNS has. RFC 1035 */
import type { DnsRecordView } from '../wire/admin/mail-schemas.ts';

/** `example.org. IN TXT "v=spf1 mx -all"` */
export function zoneLine({ name, type, value }: Pick<DnsRecordView, 'name' | 'type' | 'value'>): string {
  return `${name}. IN ${type} ${type === 'TXT' ? quoted(value) : value}`;
}

/** A character-string has at most 255 octets; those that are no printable ASCII are written as `\\DDD`. RFC 1035 */
const MAX_STRING_OCTETS = 255;

function quoted(text: string): string {
  const octets = Buffer.from(text, 'utf8');
  const strings: string[] = [];
  for (let from = 0; from === 0 || from < octets.length; from += MAX_STRING_OCTETS) {
    const part = [...octets.subarray(from, from + MAX_STRING_OCTETS)].map(octetText).join('');
    strings.push(`"${part}"`);
  }
  return strings.join(' ');
}

function octetText(octet: number): string {
  if (octet < 0x20 || octet > 0x7e) return `\\${String(octet).padStart(3, '0')}`;
  const character = String.fromCharCode(octet);
  return /["\\]/.test(character) ? `\\${character}` : character;
}

/**
 * The parts of a text that DNS has otherwise: tags of a tag list (`p`), terms of SPF (`include:example.com`). Nothing where
 * the record has no parts, or where DNS has none of its kind.
 */
export function differingParts({ type, value, found }: Pick<DnsRecordView, 'type' | 'value' | 'found'>): string[] {
  if (type !== 'TXT') return [];
  const version = partsOf(value)[0];
  const other = found.find((text) => partsOf(text)[0] === version);
  if (other === undefined) return [];
  const [ours, theirs] = [partsOf(value), partsOf(other)];
  const differing = [
    ...ours.filter((part) => !theirs.includes(part)),
    ...theirs.filter((part) => !ours.includes(part)),
  ];
  return [...new Set(differing.map((part) => (isTagList(value) ? part.replace(/\s*=.*$/s, '') : part)))];
}

function partsOf(text: string): string[] {
  return text
    .split(isTagList(text) ? ';' : /\s+/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** `v=DKIM1; k=rsa; …`: RFC 6376 section 3.2. SPF has terms between blanks: RFC 7208 section 4.6.1. */
function isTagList(text: string): boolean {
  return text.includes(';');
}
