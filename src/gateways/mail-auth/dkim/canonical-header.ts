/** The relaxed form of header fields: RFC 6376 section 3.4.2. Octets, one character each. */
import type { ByteString } from '../../../formats/mime/byte-string.ts';

/** @param field name, colon and value, with or without the line end. @returns without line end. */
export function relaxedField(field: ByteString): ByteString {
  const colon = field.indexOf(':');
  const name = field
    .slice(0, colon)
    .replace(/[ \t]+$/, '')
    .toLowerCase();
  const value = field
    .slice(colon + 1)
    .replace(/\r?\n/g, '')
    .replace(/[ \t]+/g, ' ');
  return `${name}:${trimSpace(value)}`;
}

/** Only spaces: the octet A0 is the end of many a UTF-8 sequence. */
function trimSpace(value: string): string {
  const start = value.startsWith(' ') ? 1 : 0;
  return value.slice(start, value.endsWith(' ') && value.length > start ? -1 : undefined);
}
