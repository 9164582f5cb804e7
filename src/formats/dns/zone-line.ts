/** Records of the DNS as lines of a zone file. RFC 1035 */

export interface ZoneRecord {
  /** Without the final dot. */
  readonly name: string;
  readonly type: string;
  /** As in a zone file, texts without quotes. */
  readonly value: string;
}

/** `example.org. IN TXT "v=spf1 mx -all"` */
export function zoneLine({ name, type, value }: ZoneRecord): string {
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
