/** Strings of IMAP responses: RFC 9051 section 4.3, valid for IMAP4rev1 and in every mode. */
import type { ByteString } from './byte-string.ts';

/** A quoted string where the octets allow it, else a literal; NUL, which no string may hold, is left out. */
export function imapString(value: ByteString): ByteString {
  if (!QUOTABLE.test(value)) {
    const octets = value.includes('\0') ? value.replaceAll('\0', '') : value;
    if (octets.length === value.length || !QUOTABLE.test(octets)) return `{${octets.length}}\r\n${octets}`;
    return imapString(octets);
  }
  return SPECIAL.test(value) ? `"${value.replace(/["\\]/g, '\\$&')}"` : `"${value}"`;
}

/** The same, with NIL for null. */
export function imapNString(value: ByteString | null): ByteString {
  return value === null ? 'NIL' : imapString(value);
}

/** ASCII without NUL, CR and LF. */
const QUOTABLE = /^[\x01-\x09\x0b\x0c\x0e-\x7f]*$/;
const SPECIAL = /["\\]/;
