/** All that the format layer says about a message, as text for a golden file. */
import { renderBodyStructure } from '../../src/formats/mime/body-structure.ts';
import type { ByteString } from '../../src/formats/mime/byte-string.ts';
import type { Digest } from '../../src/formats/mime/digest.ts';
import { digestMessage } from '../../src/formats/mime/digest.ts';
import type { MimeIndex, MimePart } from '../../src/formats/mime/mime-part.ts';
import { partFileName } from '../../src/formats/mime/part-parameter.ts';
import { decodedSize, isKnownEncoding } from '../../src/formats/mime/transfer-decoder.ts';

/** One fact per line. Octets that are no printable ASCII are written as `\r`, `\n`, `\xNN`. */
export function describeMessage(message: Buffer, index: MimeIndex): string {
  const { root } = index;
  const digest = digestMessage(index);
  const structure = renderBodyStructure(root, { extended: true });
  const decoded = renderBodyStructure(root, { extended: true, decodeParameters: true });
  return [
    `ENVELOPE ${escapeOctets(digest.envelope)}`,
    `BODY ${escapeOctets(renderBodyStructure(root, { extended: false }))}`,
    `BODYSTRUCTURE ${escapeOctets(structure)}`,
    ...(decoded === structure ? [] : [`BODYSTRUCTURE for IMAP4rev2 ${escapeOctets(decoded)}`]),
    ...describeKeys(digest),
    ...describeTopPart(message, root, '', 0),
    '',
  ].join('\n');
}

function describeKeys(digest: Digest): string[] {
  const { envelope: _envelope, parts: _parts, version: _version, ...keys } = digest;
  return Object.entries(keys).map(([name, value]) => `${name} ${JSON.stringify(value)}`);
}

/** The top part of a message: a multipart has no number of its own, its parts are numbered in its place. */
function describeTopPart(message: Buffer, part: MimePart, prefix: string, depth: number): string[] {
  if (part.type === 'multipart') return describePart(message, part, '-', prefix, depth);
  return describePart(message, part, `${prefix}1`, `${prefix}1.`, depth);
}

/** @param prefix what the numbers of its parts begin with */
function describePart(message: Buffer, part: MimePart, number: string, prefix: string, depth: number): string[] {
  const { headerStart, bodyStart, bodyEnd, lines } = part;
  const indent = '  '.repeat(depth);
  const body = message.subarray(bodyStart, bodyEnd);
  const decoded = isKnownEncoding(part.encoding) ? decodedSize(part.encoding, [body]) : 'unknown';
  const file = partFileName(part);
  const name = file === null ? '' : ` file ${JSON.stringify(file)}`;
  const place = `header ${headerStart} body ${bodyStart} end ${bodyEnd} lines ${lines} decoded ${decoded}`;
  const text = `${indent}part ${number} ${part.type}/${part.subtype} ${place}${name}`;
  if (part.children.length === 0) return [text, `${indent}  [${escapeOctets(body.toString('latin1'))}]`];
  const children = part.children.map((child, position) => {
    if (part.type === 'message') return describeTopPart(message, child, prefix, depth + 1);
    const childNumber = `${prefix}${position + 1}`;
    return describePart(message, child, childNumber, `${childNumber}.`, depth + 1);
  });
  return [text, ...children.flat()];
}

function escapeOctets(octets: ByteString): string {
  return octets.replace(/[^\x20-\x7e]/g, (octet) => {
    if (octet === '\r') return '\\r';
    if (octet === '\n') return '\\n';
    return `\\x${octet.charCodeAt(0).toString(16).padStart(2, '0')}`;
  });
}
