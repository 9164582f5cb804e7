/**
 * Notices about delivery: multipart/report with a text for people, the status for programs, and the message or its
 * header. RFC 6522 section 3, RFC 3464 section 2; for messages with UTF-8 in their header RFC 6533 section 4.
 */
import { isAscii } from '../../base/text.ts';
import { formatLetterHeader, type LetterHeader } from './compose-letter.ts';
import { type DeliveryStatus, formatDeliveryStatus } from './delivery-status.ts';
import { encodeQuotedPrintable } from './encode-text.ts';

export interface Dsn extends LetterHeader {
  /** Of the message that the notice is about, so that mail programs show both together; null where it has none. */
  readonly about: string | null;
  readonly text: string;
  /** Of the text: a language tag. */
  readonly language: string;
  readonly status: DeliveryStatus;
  /** The message was sent with SMTPUTF8: whoever sent it understands the types of RFC 6533. */
  readonly isInternational: boolean;
  readonly returned: ReturnedContent;
  /** Letters and digits that occur nowhere in what is returned. */
  readonly boundary: string;
}

/** What of the message is given back; `is8bit` where octets beyond ASCII are in it. */
export type ReturnedContent =
  | { readonly kind: 'message'; readonly is8bit: boolean }
  /** With the line end of the last field, without the empty line. */
  | { readonly kind: 'header'; readonly header: Uint8Array };

/** The notice is `before`, then the message where it is returned in whole, then `after`. */
export interface ComposedDsn {
  readonly before: Buffer;
  readonly after: Buffer;
  /** Needs 8BITMIME; needs SMTPUTF8. */
  readonly is8bit: boolean;
  readonly isUtf8: boolean;
}

export function composeDsn(dsn: Dsn): ComposedDsn {
  const returnedIs8bit =
    dsn.returned.kind === 'message' ? dsn.returned.is8bit : dsn.returned.header.some((octet) => octet > 0x7f);
  const status = formatDeliveryStatus(dsn.status, dsn.isInternational);
  const isStatus8bit = !isAscii(status);
  const opening = `--${dsn.boundary}\r\n`;
  const before = [
    Buffer.from(
      `${formatHeader(dsn)}\r\n` +
        `${opening}Content-Type: text/plain; charset=utf-8\r\n` +
        `Content-Transfer-Encoding: quoted-printable\r\n` +
        `Content-Language: ${dsn.language}\r\n\r\n` +
        `${encodeQuotedPrintable(dsn.text)}\r\n` +
        `${opening}Content-Type: message/${dsn.isInternational ? 'global-' : ''}delivery-status\r\n` +
        `${transferEncoding(isStatus8bit)}\r\n` +
        `${status}\r\n` +
        `${opening}Content-Type: ${returnedType(dsn)}\r\n` +
        `${transferEncoding(returnedIs8bit)}\r\n`,
    ),
    ...(dsn.returned.kind === 'header' ? [dsn.returned.header] : []),
  ];
  return {
    before: Buffer.concat(before),
    after: Buffer.from(`\r\n--${dsn.boundary}--\r\n`),
    is8bit: returnedIs8bit || isStatus8bit,
    isUtf8: !isAscii(dsn.to),
  };
}

/** A notice answers no notice, and no absence is told to it: RFC 3834 section 2. */
function formatHeader(dsn: Dsn): string {
  const { about, boundary } = dsn;
  return (
    formatLetterHeader(dsn) +
    (about === null ? '' : `In-Reply-To: <${about}>\r\nReferences: <${about}>\r\n`) +
    `Auto-Submitted: auto-replied\r\n` +
    `MIME-Version: 1.0\r\n` +
    `Content-Type: multipart/report; report-type=delivery-status;\r\n\tboundary="${boundary}"\r\n`
  );
}

function returnedType({ returned, isInternational }: Dsn): string {
  if (returned.kind === 'message') return isInternational ? 'message/global' : 'message/rfc822';
  return isInternational ? 'message/global-headers' : 'text/rfc822-headers';
}

function transferEncoding(is8bit: boolean): string {
  return `Content-Transfer-Encoding: ${is8bit ? '8bit' : '7bit'}\r\n`;
}
