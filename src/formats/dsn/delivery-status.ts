/** The part of a notice that programs read: RFC 3464 section 2, with addresses of RFC 6533 section 3. */
import { isAscii } from '../../base/text.ts';

/** RFC 3464 section 2.3.3 */
export type DsnAction = 'failed' | 'delayed' | 'delivered' | 'relayed' | 'expanded';

export interface DsnRecipient {
  readonly address: string;
  /** ORCPT, decoded: `addr-type;address`. */
  readonly originalRecipient: string | null;
  readonly action: DsnAction;
  /** RFC 3463 */
  readonly status: string;
  /** What the other server said; null where it said nothing or there was none. Line ends LF. */
  readonly diagnostic: { readonly isSmtp: boolean; readonly text: string } | null;
  /** Name of the server that was spoken to. */
  readonly remoteHost: string | null;
  /** Dates as RFC 5322 section 3.3 writes them. */
  readonly lastAttempt: string | null;
  readonly willRetryUntil: string | null;
}

export interface DeliveryStatus {
  /** Name of this server. */
  readonly reportingHost: string;
  /** ENVID, decoded. */
  readonly envelopeId: string | null;
  readonly arrival: string;
  /** RFC 2852 section 5 */
  readonly deliverBy: string | null;
  /** `until;2026-11-23T08:00:00Z`: RFC 4865 section 5.1.2 */
  readonly futureRelease: string | null;
  /** At least one. */
  readonly recipients: readonly DsnRecipient[];
}

/** Octets of one field; a reply of many lines is cut there. RFC 5322 section 2.1.1 allows 998 in a line. */
const MAX_FIELD_CHARACTERS = 900;

/** @param isInternational may hold UTF-8: `message/global-delivery-status`. Line ends CR LF. */
export function formatDeliveryStatus(status: DeliveryStatus, isInternational: boolean): string {
  const write = (name: string, value: string | null) =>
    value === null ? '' : formatField(name, value, isInternational);
  const blocks = [
    write('Original-Envelope-Id', status.envelopeId) +
      write('Reporting-MTA', `dns; ${status.reportingHost}`) +
      write('Arrival-Date', status.arrival) +
      write('Deliver-By-Date', status.deliverBy) +
      write('Future-Release-Request', status.futureRelease),
    ...status.recipients.map(
      (recipient) =>
        write('Original-Recipient', formatOriginal(recipient.originalRecipient, isInternational)) +
        write('Final-Recipient', formatTyped('rfc822', recipient.address, isInternational)) +
        write('Action', recipient.action) +
        write('Status', recipient.status) +
        write('Remote-MTA', recipient.remoteHost === null ? null : `dns; ${recipient.remoteHost}`) +
        write('Diagnostic-Code', formatDiagnostic(recipient.diagnostic)) +
        write('Last-Attempt-Date', recipient.lastAttempt) +
        write('Will-Retry-Until', recipient.willRetryUntil),
    ),
  ];
  return blocks.join('\r\n');
}

/** RFC 3461 section 4.2: what stands before the semicolon is copied, whatever it is. */
function formatOriginal(original: string | null, isInternational: boolean): string | null {
  if (original === null) return null;
  const semicolon = original.indexOf(';');
  const type = semicolon < 0 ? 'rfc822' : original.slice(0, semicolon);
  return formatTyped(type, original.slice(semicolon + 1), isInternational);
}

/** Where UTF-8 cannot stand, it is written with the marks of RFC 6533 section 3 (utf-8-addr-xtext). */
function formatTyped(type: string, address: string, isInternational: boolean): string {
  if (isAscii(address)) return `${type}; ${address}`;
  if (isInternational) return `utf-8; ${address}`;
  const escaped = address.replace(/[^!-*,-<>-[\]-~]/gu, (one) => {
    const digits = (one.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(2, '0');
    return `\\x{${digits}}`;
  });
  return `utf-8; ${escaped}`;
}

/** `X-Mailroom` is a type of our own, for what no SMTP server said. RFC 3464 section 2.3.6 */
function formatDiagnostic(diagnostic: DsnRecipient['diagnostic']): string | null {
  if (diagnostic === null || diagnostic.text.trim() === '') return null;
  return `${diagnostic.isSmtp ? 'smtp' : 'X-Mailroom'}; ${diagnostic.text}`;
}

/** Nothing in a value can begin another field: line ends become folds, other controls spaces. */
function formatField(name: string, value: string, isInternational: boolean): string {
  const lines = value
    .slice(0, MAX_FIELD_CHARACTERS)
    .toWellFormed()
    .split(/[\r\n]+/)
    .map((line) => line.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, ' ').trim())
    .map((line) => (isInternational ? line : line.replace(/[^\u0020-\u007e]/gu, '?')))
    .filter((line) => line !== '');
  return `${name}: ${lines.join('\r\n ')}\r\n`;
}
