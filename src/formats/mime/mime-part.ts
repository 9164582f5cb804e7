/** The parts of a message with their place in it: what IMAP's and JMAP's views of a message are made from. */
import type { ByteString } from './byte-string.ts';
import type { MimeDefect } from './mime-defect.ts';

/** A parameter name (lower case; with a final `*` when its value is UTF-8 by RFC 2231) and its value. */
export type MimeParameter = readonly [name: string, value: ByteString];

export interface MimeDisposition {
  /** Lower case. */
  readonly type: string;
  readonly parameters: readonly MimeParameter[];
}

/**
 * One body part. Offsets count octets from the start of the message:
 * `headerStart <= bodyStart <= bodyEnd`, and children lie within the body of their parent, in order.
 */
export interface MimePart {
  readonly headerStart: number;
  /** Behind the empty line that ends the header. */
  readonly bodyStart: number;
  /** Without the line end that belongs to the boundary delimiter: RFC 2046 section 5.1.1. */
  readonly bodyEnd: number;
  /** Line ends in the body. */
  readonly lines: number;
  /** Lower case. */
  readonly type: string;
  readonly subtype: string;
  readonly parameters: readonly MimeParameter[];
  readonly id: ByteString | null;
  readonly description: ByteString | null;
  /** Content-Transfer-Encoding in lower case; '7bit' when there is none. */
  readonly encoding: string;
  readonly md5: ByteString | null;
  readonly disposition: MimeDisposition | null;
  readonly languages: readonly ByteString[];
  readonly location: ByteString | null;
  /** The ENVELOPE of the encapsulated message, on message/rfc822 and message/global only. */
  readonly envelope: ByteString | null;
  /** The parts of a multipart; the one top part of an encapsulated message; else empty. */
  readonly children: readonly MimePart[];
}

/** The first octets of a text part, for the preview. */
export interface TextSample {
  readonly part: MimePart;
  readonly bytes: Uint8Array;
}

export interface MimeIndex {
  readonly root: MimePart;
  /** The header of the message as far as it was read, including the empty line. */
  readonly header: ByteString;
  readonly sizeBytes: number;
  /** Line ends in the whole message. */
  readonly lines: number;
  /** Whether there is a NUL octet anywhere. */
  readonly isBinary: boolean;
  /** The first text/plain and text/html parts that are no attachments, in the order of the message. */
  readonly samples: readonly TextSample[];
  readonly defects: readonly MimeDefect[];
}
