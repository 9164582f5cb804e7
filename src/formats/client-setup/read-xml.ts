/**
 * A strict reader for the small XML documents that mail programs send. Elements and text only: a document type, and with
 * it every entity that is not one of the five, is refused, so that nothing grows and nothing is fetched.
 */
import { Failure } from '../../base/failure.ts';

/** What programs send has some hundred octets. */
export const MAX_XML_BYTES = 16 * 1024;
const MAX_DEPTH = 16;

export interface ReadElement {
  /** Without the prefix of its namespace. */
  readonly name: string;
  /** Of itself, not of what is in it; without white space around. */
  readonly text: string;
  readonly children: readonly ReadElement[];
}

/** Throws Failure `invalid` (no such document), `too-large`. */
export function readXml(bytes: Uint8Array): ReadElement {
  if (bytes.length > MAX_XML_BYTES) throw new Failure('too-large', `more than ${MAX_XML_BYTES} bytes of XML`);
  const text = decode(bytes);
  // What holds the root, so that it needs no case of its own.
  const top: OpenElement = { name: '', text: '', children: [] };
  const open: OpenElement[] = [top];
  let at = matchAt(DECLARATION, text, 0)?.[0].length ?? 0;
  while (at < text.length) {
    const last = open.at(-1) ?? top;
    const token = matchAt(COMMENT, text, at) ?? matchAt(TAG, text, at) ?? matchAt(TEXT, text, at);
    if (token === null) throw malformed('neither element nor text');
    at += token[0].length;
    if (token[0].startsWith('<!--')) continue;
    if (token[0].startsWith('<')) takeTag(token, open);
    else last.text += unescape(token[0]);
  }
  const [root, ...more] = top.children;
  if (open.length > 1 || root === undefined || more.length > 0 || top.text.trim() !== '') {
    throw malformed('not one whole element');
  }
  return trimmed(root);
}

/** The text of the element that such a way leads to; null where there is none. */
export function textAt(root: ReadElement, ...names: readonly string[]): string | null {
  let element: ReadElement | undefined = root;
  for (const name of names) element = element?.children.find((child) => child.name === name);
  return element?.text ?? null;
}

interface OpenElement {
  readonly name: string;
  text: string;
  readonly children: OpenElement[];
}

const DECLARATION = /\s*<\?xml\s[^?<>]*\?>/y;
const COMMENT = /<!--(?:(?!--)[\s\S])*-->/y;
const NAME = '[A-Za-z_][A-Za-z0-9_.-]*';
const TAG = new RegExp(
  `<(/?)(?:${NAME}:)?(${NAME})((?:\\s+[A-Za-z0-9_:.-]+\\s*=\\s*(?:"[^"<&]*"|'[^'<&]*'))*)\\s*(/?)>`,
  'y',
);
const TEXT = /[^<]+/y;
/** At most a Unicode scalar value: it has seven digits. */
const REFERENCE = /&(?:(amp|lt|gt|quot|apos)|#([0-9]{1,7})|#x([0-9A-Fa-f]{1,6}));|&/g;
const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const MAX_CODE_POINT = 0x10ffff;

function takeTag([, slash, name = '', attributes, empty]: readonly string[], open: OpenElement[]): void {
  const last = open.at(-1);
  if (slash === '/') {
    const isRight = last?.name === name && open.length > 1 && attributes === '' && empty === '';
    if (!isRight) throw malformed('an end that fits no beginning');
    open.pop();
    return;
  }
  const element: OpenElement = { name, text: '', children: [] };
  last?.children.push(element);
  if (empty === '/') return;
  if (open.length > MAX_DEPTH) throw malformed('nested too deeply');
  open.push(element);
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new Failure('invalid', 'the XML is not in UTF-8', { cause });
  }
}

function unescape(text: string): string {
  return text.replace(REFERENCE, (whole, name?: string, decimal?: string, hex?: string) => {
    if (name !== undefined) return NAMED[name] ?? '';
    const code = decimal === undefined ? Number.parseInt(hex ?? 'x', 16) : Number(decimal);
    if (!(code > 0 && code <= MAX_CODE_POINT)) throw malformed(`an entity: ${whole}`);
    return String.fromCodePoint(code);
  });
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

function trimmed({ name, text, children }: OpenElement): ReadElement {
  return { name, text: text.trim(), children: children.map(trimmed) };
}

function malformed(what: string): Failure {
  return new Failure('invalid', `not the XML that is taken here: ${what}`, { detail: { field: 'body' } });
}
