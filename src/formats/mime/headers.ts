/** The fields of a header: RFC 5322 section 2.2, with the obsolete white space before the colon (section 4.5). */
import { type ByteString, toByteString, trimBlank } from './byte-string.ts';

export interface HeaderField {
  /** Lower case; '' for a line that is no header field. */
  readonly name: string;
  /** Offsets in the header: of the field, of what follows its colon, and behind its last line end. */
  readonly start: number;
  readonly valueStart: number;
  readonly end: number;
}

export interface Header {
  readonly text: ByteString;
  readonly fields: readonly HeaderField[];
}

/** Bounds of a header that is parsed on its own; the indexer cuts by `MimeLimits` before. */
export const HEADER_LIMITS = { bytes: 1024 * 1024, lines: 2_000 } as const;

/**
 * Splits a header into its fields, in order. Lines end with CRLF or LF; an empty line, the end of the input or the
 * limits end the header. Never fails.
 */
export function parseHeaders(source: Uint8Array | ByteString, maxLines: number = HEADER_LIMITS.lines): Header {
  const text = typeof source === 'string' ? source : toByteString(source.subarray(0, HEADER_LIMITS.bytes));
  const fields: HeaderField[] = [];
  let start = 0;
  for (let lines = 0; start < text.length && lines < maxLines; ) {
    const code = text.charCodeAt(start);
    if (code === LF || (code === CR && text.charCodeAt(start + 1) === LF)) break;
    let end = lineEnd(text, start);
    lines++;
    while (end < text.length && isWhiteSpace(text.charCodeAt(end)) && lines < maxLines) {
      end = lineEnd(text, end);
      lines++;
    }
    fields.push(makeField(text, start, end));
    start = end;
  }
  return { text, fields };
}

/** The unfolded value of a field, without white space around it and without NUL. RFC 5322 section 2.2.3 */
export function fieldValue(header: Header, field: HeaderField): ByteString {
  const value = trimBlank(header.text.slice(field.valueStart, field.end));
  const unfolded = value.includes('\n') ? value.replace(/\r?\n/g, '') : value;
  return unfolded.includes('\0') ? unfolded.replaceAll('\0', '') : unfolded;
}

/** The value of the first field of that name (lower case), or null. */
export function firstValue(header: Header, name: string): ByteString | null {
  for (const field of header.fields) {
    if (field.name === name) return fieldValue(header, field);
  }
  return null;
}

/** The values of all fields of that name (lower case), in order. */
export function allValues(header: Header, name: string): ByteString[] {
  const values: ByteString[] = [];
  for (const field of header.fields) {
    if (field.name === name) values.push(fieldValue(header, field));
  }
  return values;
}

const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const COLON = 0x3a;

function lineEnd(text: ByteString, from: number): number {
  const at = text.indexOf('\n', from);
  return at < 0 ? text.length : at + 1;
}

function makeField(text: ByteString, start: number, end: number): HeaderField {
  let colon = start;
  // The name ends at the colon; no name reaches over a line end.
  while (colon < end && text.charCodeAt(colon) !== COLON && text.charCodeAt(colon) !== LF) colon++;
  if (colon >= end || text.charCodeAt(colon) !== COLON) return { name: '', start, valueStart: start, end };
  let nameEnd = colon;
  while (nameEnd > start && isWhiteSpace(text.charCodeAt(nameEnd - 1))) nameEnd--;
  return { name: text.slice(start, nameEnd).toLowerCase(), start, valueStart: colon + 1, end };
}

function isWhiteSpace(code: number): boolean {
  return code === SPACE || code === 0x09;
}
