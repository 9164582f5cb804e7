/** HEADER.FIELDS and HEADER.FIELDS.NOT: RFC 9051 section 6.4.5.1. */
import { asBuffer } from './byte-string.ts';
import { parseHeaders } from './headers.ts';

/**
 * The fields with (or, with `isNot`, without) the given names, as received and in order, and the empty line that ends
 * the header; the latter only if the header has one. Lines that are no fields count as fields without a name.
 *
 * @param header the octets of a HEADER section
 * @param names in any case
 */
export function selectHeaderFields(header: Uint8Array, names: readonly string[], isNot: boolean): Buffer {
  const bytes = asBuffer(header);
  const wanted = new Set(names.map((name) => name.toLowerCase()));
  const { fields } = parseHeaders(header);
  const kept = fields.filter((field) => wanted.has(field.name) !== isNot);
  const chunks = kept.map((field) => bytes.subarray(field.start, field.end));
  const fieldsEnd = fields.at(-1)?.end ?? 0;
  const emptyLine = bytes.subarray(fieldsEnd);
  // Where the header is longer than the limits, its rest is no empty line.
  if (emptyLine.length <= 2) chunks.push(emptyLine);
  else chunks.push(Buffer.from('\r\n'));
  return Buffer.concat(chunks);
}
