/**
 * The little XML that reports need: elements and text, read in one pass. No document type, so no entities but the five
 * of XML itself and those by number; attributes, comments and processing instructions are passed over.
 */
import { Failure } from '../../../base/failure.ts';

export type XmlEvent =
  | { readonly kind: 'open' | 'close'; readonly name: string }
  /** Without white space around it, never empty. */
  | { readonly kind: 'text'; readonly text: string };

/** Lengths in UTF-16 units. No report has texts or tags like these, and each is read without a break. */
const XML_LIMITS = { depth: 32, nameLength: 100, textLength: 64 * 1024, tagLength: 8 * 1024 } as const;
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const OPENING = /^<([A-Za-z_][\w.:-]*)(?:\s+[^\s=<>/]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*\s*(\/?)>/;
const CLOSING = /<\/([A-Za-z_][\w.:-]*)\s*>/y;

/** Names without their prefix. Throws Failure `invalid` for what is not well-formed, and for a document type. */
export function* readXml(text: string): Generator<XmlEvent> {
  const open: string[] = [];
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  while (at < text.length) {
    const tag = text.indexOf('<', at);
    const content = text.slice(at, tag < 0 ? text.length : tag).trim();
    if (content !== '') {
      if (open.length === 0) throw invalid('text outside of the document');
      if (content.length > XML_LIMITS.textLength) throw invalid('a text that is too long');
      yield { kind: 'text', text: decodeEntities(content) };
    }
    if (tag < 0) break;
    at = tag;
    if (text.startsWith('<!--', at)) at = endOf(text, '-->', at);
    else if (text.startsWith('<![CDATA[', at)) {
      const end = endOf(text, ']]>', at);
      if (open.length === 0) throw invalid('text outside of the document');
      const data = text.slice(at + '<![CDATA['.length, end - ']]>'.length).trim();
      if (data !== '') yield { kind: 'text', text: data };
      at = end;
    } else if (text.startsWith('<?', at)) at = endOf(text, '?>', at);
    else if (text.startsWith('</', at)) {
      CLOSING.lastIndex = at;
      const name = CLOSING.exec(text)?.[1];
      if (name === undefined || open.pop() !== name) throw invalid('elements are not closed as they were opened');
      yield { kind: 'close', name: localName(name) };
      at = CLOSING.lastIndex;
    } else {
      const [whole = '', name, slash] = OPENING.exec(text.slice(at, at + XML_LIMITS.tagLength)) ?? [];
      if (name === undefined || name.length > XML_LIMITS.nameLength) throw invalid('not an element');
      yield { kind: 'open', name: localName(name) };
      if (slash === '/') yield { kind: 'close', name: localName(name) };
      else if (open.push(name) > XML_LIMITS.depth) throw invalid('nested too deep');
      at += whole.length;
    }
  }
  if (open.length > 0) throw invalid('elements are not closed');
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

function endOf(text: string, mark: string, from: number): number {
  const end = text.indexOf(mark, from);
  if (end < 0) throw invalid(`${mark} is missing`);
  return end + mark.length;
}

function decodeEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(
    /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,4}));|&/gi,
    (_match, decimal?: string, hex?: string, name?: string) => {
      const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
      const character = name === undefined ? characterOf(code) : ENTITIES[name];
      if (character === undefined) throw invalid('an entity that XML does not have');
      return character;
    },
  );
}

function characterOf(code: number): string | undefined {
  const isCharacter =
    code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) && (code >= 0x20 || code === 9 || code === 10);
  return isCharacter ? String.fromCodePoint(code) : undefined;
}

function invalid(what: string): Failure {
  return new Failure('invalid', `XML: ${what}`);
}
