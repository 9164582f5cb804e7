/**
 * Builds BER elements as LDAP wants them: definite lengths, TRUE as FF (RFC 4511 section 5.1). An element is the list of
 * its pieces with their length in all, so that nothing is copied until the message is put together.
 */
import { BOOLEAN, ENUMERATED, INTEGER, NULL, OCTET_STRING, SEQUENCE } from './ber-tag.ts';

export interface BerElement {
  readonly pieces: readonly Uint8Array[];
  readonly length: number;
}

export function encode({ pieces, length }: BerElement): Buffer {
  return Buffer.concat(pieces, length);
}

export function constructed(parts: readonly BerElement[], tag: number = SEQUENCE): BerElement {
  const contents = parts.reduce((sum, part) => sum + part.length, 0);
  const head = header(tag, contents);
  return { pieces: [head, ...parts.flatMap(({ pieces }) => pieces)], length: head.length + contents };
}

/** An element of contents that are encoded already, as octets: the quick way for what is written by the thousand. */
export function join(parts: readonly Uint8Array[], tag: number = SEQUENCE): Uint8Array {
  let contents = 0;
  for (const part of parts) contents += part.length;
  const head = header(tag, contents);
  const bytes = Buffer.allocUnsafe(head.length + contents);
  bytes.set(head);
  let at = head.length;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

export function octets(value: Uint8Array | string, tag: number = OCTET_STRING): BerElement {
  const bytes = typeof value === 'string' ? Buffer.from(value, 'utf8') : value;
  const head = header(tag, bytes.length);
  return { pieces: [head, bytes], length: head.length + bytes.length };
}

/** Of 32 bits with sign, in as few octets as hold it. */
export function integer(value: number, tag: number = INTEGER): BerElement {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  let start = 0;
  while (start < 3 && isRepeatedSign(bytes.readUInt8(start), bytes.readUInt8(start + 1))) start += 1;
  return octets(bytes.subarray(start), tag);
}

export function enumerated(value: number): BerElement {
  return integer(value, ENUMERATED);
}

export function boolean(value: boolean, tag: number = BOOLEAN): BerElement {
  return octets(Uint8Array.of(value ? 0xff : 0), tag);
}

export function nothing(tag: number = NULL): BerElement {
  return octets(Uint8Array.of(), tag);
}

function isRepeatedSign(first: number, second: number): boolean {
  return second < 0x80 ? first === 0 : first === 0xff;
}

function header(tag: number, length: number): Uint8Array {
  if (length < 0x80) return Uint8Array.of(tag, length);
  if (length < 0x100) return Uint8Array.of(tag, 0x81, length);
  if (length < 0x1_0000) return Uint8Array.of(tag, 0x82, length >> 8, length & 0xff);
  return Uint8Array.of(tag, 0x84, length >>> 24, (length >> 16) & 0xff, (length >> 8) & 0xff, length & 0xff);
}
