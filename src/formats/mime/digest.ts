/**
 * The digest: what the store keeps beside the content of a message, computed once at its arrival, so that no reader
 * has to parse the message again.
 */

import { hasAttachment } from './attachments.ts';
import { baseSubject } from './base-subject.ts';
import type { ByteString } from './byte-string.ts';
import { fromByteString } from './byte-string.ts';
import { decodeText } from './charset.ts';
import { decodeHeaderText } from './encoded-words.ts';
import { renderEnvelope } from './envelope.ts';
import { allValues, firstValue, type Header, parseHeaders } from './headers.ts';
import { parseMessageId, parseMessageIds } from './message-ids.ts';
import type { MimeDefect } from './mime-defect.ts';
import { indexMessage } from './mime-indexer.ts';
import type { MimeIndex } from './mime-part.ts';
import { encodeParts } from './parts-codec.ts';
import { makePreview } from './preview.ts';
import { parseSentDate, type SentDate } from './sent-date.ts';

/** Rises with every change of the digest's meaning; a stored digest with another version is computed again. */
export const DIGEST_VERSION = 1;

export interface Digest {
  readonly version: number;
  /** IMAP's ENVELOPE as it is sent: a byte string, to be written as 'latin1'. `parseEnvelope` reads it. */
  readonly envelope: ByteString;
  /** The part tree; `decodeParts` reads it. */
  readonly parts: string;
  /** RFC 8970; '' when there is no text. */
  readonly preview: string;
  /** Decoded, unfolded header text for searching and sorting; '' when the field is missing. Not case-folded. */
  readonly subject: string;
  readonly from: string;
  readonly to: string;
  readonly cc: string;
  readonly bcc: string;
  /** RFC 5256 section 2.1, of the decoded subject; not case-folded. */
  readonly baseSubject: string;
  /** Identifiers without angle brackets. */
  readonly messageId: string | null;
  readonly inReplyTo: readonly string[];
  /** From References; without such a field the first of In-Reply-To, as RFC 5256 section 3 threads by. */
  readonly references: readonly string[];
  /** Null when there is no valid Date. */
  readonly sentDate: SentDate | null;
  readonly hasAttachment: boolean;
  /** Number of Received fields, for the limit on loops: RFC 5321 section 6.3. */
  readonly receivedHops: number;
  readonly sizeBytes: number;
  readonly lines: number;
  /** True when the message has a NUL, which only BINARY may return (RFC 9051 section 4.3.1). */
  readonly isBinary: boolean;
  readonly defects: readonly MimeDefect[];
}

/** Computes the digest from the index of a message. Never fails; every field is bounded by `MimeLimits`. */
export function digestMessage(index: MimeIndex): Digest {
  const header = parseHeaders(index.header);
  const defects = new Set(index.defects);
  const subject = decodeHeaderText(firstValue(header, 'subject') ?? '');
  const date = firstValue(header, 'date');
  const inReplyTo = identifiers(header, 'in-reply-to');
  const references = identifiers(header, 'references');
  return {
    version: DIGEST_VERSION,
    envelope: renderEnvelope(header, defects),
    parts: encodeParts(index.root),
    preview: makePreview(index.samples),
    subject,
    from: addressKeys(header, 'from'),
    to: addressKeys(header, 'to'),
    cc: addressKeys(header, 'cc'),
    bcc: addressKeys(header, 'bcc'),
    baseSubject: baseSubject(subject),
    messageId: readable(parseMessageId(firstValue(header, 'message-id') ?? '')),
    inReplyTo,
    references: references.length > 0 ? references : inReplyTo.slice(0, 1),
    sentDate: date === null ? null : parseSentDate(date),
    hasAttachment: hasAttachment(index.root),
    receivedHops: countFields(header, 'received'),
    sizeBytes: index.sizeBytes,
    lines: index.lines,
    isBinary: index.isBinary,
    defects: [...defects],
  };
}

/** Indexes and digests a message that is in memory. */
export function digestBytes(message: Uint8Array): Digest {
  return digestMessage(indexMessage(message));
}

/** Longest search key kept, in characters: what one header field may have. */
const MAX_SEARCH_KEY = 128 * 1024;

/** All fields of that name, as ENVELOPE joins them. */
function addressKeys(header: Header, name: string): string {
  const values = allValues(header, name);
  const value = values.length === 0 ? '' : values.length === 1 ? values[0] : values.join(', ');
  const text = decodeHeaderText(value);
  return text.length <= MAX_SEARCH_KEY ? text : text.slice(0, MAX_SEARCH_KEY).toWellFormed();
}

function identifiers(header: Header, name: string): string[] {
  const value = firstValue(header, name);
  return value === null ? [] : parseMessageIds(value).map((id) => readable(id)!);
}

function readable(id: ByteString | null): string | null {
  return id === null ? null : decodeText(fromByteString(id), 'utf-8');
}

function countFields(header: Header, name: string): number {
  let count = 0;
  for (const field of header.fields) if (field.name === name) count++;
  return count;
}
