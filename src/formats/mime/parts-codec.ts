/**
 * The part tree as stored text: one JSON array per part, numbers relative to each other, empty fields at the end left
 * out. A simple message takes about 60 octets and decodes in a microsecond.
 */
import type { ByteString } from './byte-string.ts';
import type { MimeDisposition, MimeParameter, MimePart } from './mime-part.ts';

/** 0 stands for null, an empty list and the common default. Parameters are flat: name, value, name, value. */
type Empty = 0;
type StoredPart = [
  headerLength: number,
  bodyLength: number,
  lines: number,
  type: string,
  subtype: string,
  /** Distance from the end of the sibling before (of the parent's header, for a first child) to this part's header. */
  gap?: number,
  encoding?: string | Empty,
  parameters?: string[] | Empty,
  children?: StoredPart[] | Empty,
  disposition?: string[] | Empty,
  id?: ByteString | Empty,
  description?: ByteString | Empty,
  envelope?: ByteString | Empty,
  md5?: ByteString | Empty,
  languages?: ByteString[] | Empty,
  location?: ByteString | Empty,
];

const DEFAULT_ENCODING = '7bit';

/** Depth is bounded by `MimeLimits.depth`, as it is in all functions on trees here. */
export function encodeParts(root: MimePart): string {
  return JSON.stringify(store(root, 0));
}

/** Reads what `encodeParts` wrote. */
export function decodeParts(text: string): MimePart {
  return restore(JSON.parse(text) as StoredPart, 0);
}

function store(part: MimePart, previousEnd: number): StoredPart {
  let childEnd = part.bodyStart;
  const children = part.children.map((child) => {
    const stored = store(child, childEnd);
    childEnd = child.bodyEnd;
    return stored;
  });
  const stored: StoredPart = [
    part.bodyStart - part.headerStart,
    part.bodyEnd - part.bodyStart,
    part.lines,
    part.type,
    part.subtype,
    part.headerStart - previousEnd,
    part.encoding === DEFAULT_ENCODING ? 0 : part.encoding,
    part.parameters.length === 0 ? 0 : part.parameters.flat(),
    children.length === 0 ? 0 : children,
    part.disposition === null ? 0 : [part.disposition.type, ...part.disposition.parameters.flat()],
    part.id ?? 0,
    part.description ?? 0,
    part.envelope ?? 0,
    part.md5 ?? 0,
    part.languages.length === 0 ? 0 : [...part.languages],
    part.location ?? 0,
  ];
  while (stored.at(-1) === 0) stored.pop();
  return stored;
}

function restore(stored: StoredPart, previousEnd: number): MimePart {
  const [headerLength, bodyLength, lines, type, subtype, gap = 0, encoding, parameters, children] = stored;
  const [disposition, id, description, envelope, md5, languages, location] = stored.slice(9) as Tail;
  const headerStart = previousEnd + gap;
  const bodyStart = headerStart + headerLength;
  let childEnd = bodyStart;
  return {
    headerStart,
    bodyStart,
    bodyEnd: bodyStart + bodyLength,
    lines,
    type,
    subtype,
    parameters: pairs(parameters || NONE, 0),
    id: id === 0 || id === undefined ? null : id,
    description: description === 0 || description === undefined ? null : description,
    encoding: encoding || DEFAULT_ENCODING,
    md5: md5 === 0 || md5 === undefined ? null : md5,
    disposition: restoreDisposition(disposition || NONE),
    languages: languages || NONE,
    location: location === 0 || location === undefined ? null : location,
    envelope: envelope || null,
    children: (children || []).map((child) => {
      const part = restore(child, childEnd);
      childEnd = part.bodyEnd;
      return part;
    }),
  };
}

/** The fields from `disposition` on. */
type Tail = [
  disposition?: string[] | Empty,
  id?: ByteString | Empty,
  description?: ByteString | Empty,
  envelope?: ByteString | Empty,
  md5?: ByteString | Empty,
  languages?: ByteString[] | Empty,
  location?: ByteString | Empty,
];

const NONE: readonly string[] = [];

function restoreDisposition(stored: readonly string[]): MimeDisposition | null {
  const type = stored[0];
  return type === undefined ? null : { type, parameters: pairs(stored, 1) };
}

function pairs(flat: readonly string[], from: number): MimeParameter[] {
  const parameters: MimeParameter[] = [];
  for (let index = from; index + 1 < flat.length; index += 2) parameters.push([flat[index], flat[index + 1]]);
  return parameters;
}
