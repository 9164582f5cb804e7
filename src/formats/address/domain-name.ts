/** Domains of mail addresses: host names in A-label form, and address literals. RFC 5321 sections 2.3.5 and 4.1.3, RFC 5890. */
import { domainToASCII, domainToUnicode } from 'node:url';
import { Failure } from '../../base/failure.ts';
import { isAscii } from '../../base/text.ts';

const DOMAIN_OCTETS = 253;

/**
 * The one form of a domain that is compared, stored and looked up: lower-case A-labels, or a canonical address literal.
 *
 * @throws Failure `invalid`: empty or too long labels, characters that no host name has, a last label that is a number
 *   (it would read as an IPv4 address), a trailing dot, U-labels that IDNA forbids.
 */
export function normalizeDomain(text: string): string {
  if (text.startsWith('[')) return normalizeLiteral(text);
  const lower = text.toLowerCase();
  // The URL functions would also decode "%2e" and cut at "/", so they only ever see letters, digits, dots and hyphens.
  if (lower.length > DOMAIN_OCTETS || !CANDIDATE.test(lower)) throw invalidDomain();
  const ascii = isAscii(lower) && !lower.includes('xn--') ? lower : domainToASCII(lower);
  if (ascii.length > DOMAIN_OCTETS || !HOST_NAME.test(ascii) || NUMERIC_END.test(ascii)) throw invalidDomain();
  return ascii;
}

/** The domain as people read it: U-labels. Falls back to the given form when that would not lead back to it. */
export function toUnicodeDomain(domain: string): string {
  if (!domain.includes('xn--')) return domain;
  const unicode = domainToUnicode(domain);
  return unicode !== '' && domainToASCII(unicode) === domain ? unicode : domain;
}

const CANDIDATE = /^[a-z0-9._\-\u0080-\uffff]+$/;
/** Underscores are no host name characters, but occur in mail domains that deliver. */
const HOST_NAME = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)*$/;
const NUMERIC_END = /(?:^|\.)(?:\d+|0x[0-9a-f]*)$/;
const IPV4 = /^(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)){3}$/;
const IPV6_CHARACTERS = /^[0-9a-f:.]{2,45}$/;

function normalizeLiteral(text: string): string {
  if (!text.endsWith(']')) throw invalidDomain();
  const content = text.slice(1, -1).toLowerCase();
  if (IPV4.test(content)) return `[${content}]`;
  if (content.startsWith('ipv6:') && IPV6_CHARACTERS.test(content.slice(5))) {
    const canonical = domainToASCII(`[${content.slice(5)}]`);
    if (canonical !== '') return `[IPv6:${canonical.slice(1, -1)}]`;
  }
  throw invalidDomain();
}

function invalidDomain(): Failure {
  return new Failure('invalid', 'not a mail domain');
}
