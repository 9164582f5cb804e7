/**
 * An entry of a search as octets, written in one piece: entries are sent by the thousand, and putting elements together
 * (ber-writer) takes several times as long. RFC 4511 section 4.5.2
 */
import { applicationConstructed, OCTET_STRING, SEQUENCE, SET } from './ber-tag.ts';

export const SEARCH_ENTRY = applicationConstructed(4);

export interface TextAttribute {
  readonly type: string;
  readonly values: readonly string[];
}

/** Octets of the contents, from the inside outwards. */
interface Measured extends TextAttribute {
  readonly typeLength: number;
  readonly valueLengths: readonly number[];
  readonly setLength: number;
  readonly length: number;
}

/** The operation by itself: it can be sent under any message id. */
export function encodeSearchEntry(name: string, attributes: readonly TextAttribute[]): Uint8Array {
  const measured = attributes.map(measure);
  const nameLength = Buffer.byteLength(name);
  const listLength = sumOf(measured, ({ length }) => elementLength(length));
  const length = elementLength(nameLength) + elementLength(listLength);
  const bytes = Buffer.allocUnsafe(elementLength(length));
  let at = writeHeader(bytes, 0, SEARCH_ENTRY, length);
  at = writeText(bytes, at, name, nameLength);
  at = writeHeader(bytes, at, SEQUENCE, listLength);
  for (const attribute of measured) {
    at = writeHeader(bytes, at, SEQUENCE, attribute.length);
    at = writeText(bytes, at, attribute.type, attribute.typeLength);
    at = writeHeader(bytes, at, SET, attribute.setLength);
    for (const [index, value] of attribute.values.entries()) {
      at = writeText(bytes, at, value, attribute.valueLengths[index] ?? 0);
    }
  }
  return bytes;
}

function measure({ type, values }: TextAttribute): Measured {
  const typeLength = Buffer.byteLength(type);
  const valueLengths = values.map((value) => Buffer.byteLength(value));
  const setLength = sumOf(valueLengths, elementLength);
  return {
    type,
    values,
    typeLength,
    valueLengths,
    setLength,
    length: elementLength(typeLength) + elementLength(setLength),
  };
}

function sumOf<T>(items: readonly T[], lengthOf: (item: T) => number): number {
  let sum = 0;
  for (const item of items) sum += lengthOf(item);
  return sum;
}

/** Of contents with their header. */
function elementLength(contents: number): number {
  if (contents < 0x80) return contents + 2;
  if (contents < 0x100) return contents + 3;
  return contents + (contents < 0x1_0000 ? 4 : 6);
}

function writeText(bytes: Buffer, at: number, text: string, length: number): number {
  const start = writeHeader(bytes, at, OCTET_STRING, length);
  return start + bytes.write(text, start, length, 'utf8');
}

/** As ber-writer does it. Returns where the contents begin. */
function writeHeader(bytes: Buffer, at: number, tag: number, length: number): number {
  bytes[at] = tag;
  if (length < 0x80) {
    bytes[at + 1] = length;
    return at + 2;
  }
  if (length < 0x100) {
    bytes[at + 1] = 0x81;
    bytes[at + 2] = length;
    return at + 3;
  }
  if (length < 0x1_0000) {
    bytes[at + 1] = 0x82;
    return bytes.writeUInt16BE(length, at + 2);
  }
  bytes[at + 1] = 0x84;
  return bytes.writeUInt32BE(length, at + 2);
}
