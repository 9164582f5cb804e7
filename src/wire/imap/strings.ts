/** How strings of octets are written in responses. RFC 9051 section 4.3, section 9 */
import { IS_ASTRING, isAllOfClass } from './characters.ts';
import { encodeMailboxName } from './mailbox-name.ts';
import { fromUtf8, toOctets } from './octets.ts';

/** Longer strings go as literals. */
const MAX_QUOTED = 1000;
const QUOTABLE = /^[\x20-\x7e]*$/;
const QUOTABLE_UTF8 = /^[\x20-\x7e\x80-\xff]*$/;
const ESCAPED = /["\\]/g;

/**
 * A quoted string where that is possible, else a literal.
 * @param isUtf8 the client has enabled UTF-8 in quoted strings (RFC 6855 section 3, RFC 9051 section 4.3).
 */
export function renderString(octets: string, isUtf8 = false): string {
  if (octets.length <= MAX_QUOTED) {
    if (QUOTABLE.test(octets)) return `"${octets.replace(ESCAPED, '\\$&')}"`;
    if (isUtf8 && QUOTABLE_UTF8.test(octets) && fromUtf8(octets) !== null) {
      return `"${octets.replace(ESCAPED, '\\$&')}"`;
    }
  }
  return `{${octets.length}}\r\n${octets}`;
}

/** An atom where that is possible. */
export function renderAstring(octets: string, isUtf8 = false): string {
  if (isAllOfClass(octets, IS_ASTRING) && octets.toUpperCase() !== 'NIL') return octets;
  return renderString(octets, isUtf8);
}

/** Text, not octets: goes out as UTF-8. */
export function renderText(text: string, isUtf8 = false): string {
  return renderString(toOctets(text), isUtf8);
}

/** The name of a mailbox in the form that this client can read. */
export function renderMailbox(name: string, isUtf8: boolean): string {
  return renderAstring(encodeMailboxName(name, isUtf8), isUtf8);
}
