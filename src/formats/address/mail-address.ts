/**
 * A mail address as the server reasons about it: addr-spec of RFC 5322 section 3.4.1, with UTF-8 by RFC 6532,
 * but without the comments, white space and obsolete forms that make one text read as two addresses.
 */

import { Failure } from '../../base/failure.ts';
import { isAscii } from '../../base/text.ts';
import { normalizeDomain, toUnicodeDomain } from './domain-name.ts';

export interface MailAddress {
  /** The meaning of the local part: unquoted, in Unicode normalisation form C, case as given. Never empty. */
  readonly localPart: string;
  /** Lower-case A-labels, or an address literal: `[192.0.2.1]`, `[IPv6:2001:db8::1]`. */
  readonly domain: string;
}

/** RFC 5321 section 4.5.3.1 asks for 64 and 255 at least; bounce addresses of list servers have longer local parts. */
export const ADDRESS_LIMITS = { localPartOctets: 255, domainOctets: 253 } as const;

/**
 * Reads one addr-spec, strictly: what this accepts has one reading only.
 *
 * @throws Failure `invalid` for everything that is no complete address, has comments or white space outside of quotes,
 *   control characters anywhere, or a domain that is no host name and no address literal.
 */
export function parseMailAddress(text: string): MailAddress {
  // A quoted local part may hold an "@", a domain never does.
  const at = text.lastIndexOf('@');
  if (at < 1) throw new Failure('invalid', 'address without local part or domain');
  return makeMailAddress(parseLocalPart(text.slice(0, at)), text.slice(at + 1));
}

/**
 * Makes an address of a local part that is already unquoted and a domain in any form.
 *
 * @throws Failure `invalid`
 */
export function makeMailAddress(localPart: string, domain: string): MailAddress {
  const normalized = isAscii(localPart) ? localPart : localPart.normalize('NFC');
  if (normalized === '' || hasControls(normalized)) throw new Failure('invalid', 'local part is empty or has controls');
  if (Buffer.byteLength(normalized) > ADDRESS_LIMITS.localPartOctets) {
    throw new Failure('invalid', 'local part is too long', { detail: { limit: ADDRESS_LIMITS.localPartOctets } });
  }
  return { localPart: normalized, domain: normalizeDomain(domain) };
}

/**
 * Writes the addr-spec: as dot-atom where that is possible, else quoted; reading it gives the same address again.
 *
 * @param form 'ascii' (default) writes A-labels, 'unicode' writes U-labels where they are safe to show.
 */
export function formatMailAddress(address: MailAddress, form: 'ascii' | 'unicode' = 'ascii'): string {
  const domain = form === 'ascii' ? address.domain : toUnicodeDomain(address.domain);
  return `${formatLocalPart(address.localPart)}@${domain}`;
}

/** Writes a local part as dot-atom or quoted string: RFC 5322 section 3.4.1. */
export function formatLocalPart(localPart: string): string {
  return DOT_ATOM.test(localPart) ? localPart : quoteString(localPart);
}

/** Writes a quoted-string: RFC 5322 section 3.2.4. The text must not hold CR, LF or NUL. */
export function quoteString(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

/** dot-atom-text of RFC 5322 section 3.2.3, atext extended by RFC 6532 section 3.2 (without the C1 controls). */
const DOT_ATOM = /^[\w!#$%&'*+\-/=?^`{|}~\u00a0-\uffff]+(?:\.[\w!#$%&'*+\-/=?^`{|}~\u00a0-\uffff]+)*$/;
const QUOTED = /^"(?:[^"\\]|\\.)*"$/;
/** C0, DEL, C1 and the Unicode line separators, which some programs read as line ends; lone surrogates have no UTF-8. */
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;

function parseLocalPart(text: string): string {
  if (DOT_ATOM.test(text)) return text;
  if (!QUOTED.test(text)) throw new Failure('invalid', 'local part is neither a dot-atom nor a quoted string');
  return text.slice(1, -1).replace(/\\(.)/g, '$1');
}

function hasControls(text: string): boolean {
  return CONTROLS.test(text) || !text.isWellFormed();
}
