/** Readable text of HTML, for previews and search: not a sanitiser, its result is plain text. */
import { decodeEntities } from './html-entities.ts';

/**
 * Removes markup, comments, scripts, styles and titles, decodes entities. Block elements separate words, inline
 * elements do not. Linear, also for markup that never ends; input that is cut anywhere is fine.
 */
export function htmlToText(html: string): string {
  let text = '';
  let at = 0;
  while (at < html.length) {
    const open = html.indexOf('<', at);
    if (open < 0) {
      text += html.slice(at);
      break;
    }
    text += html.slice(at, open);
    const tag = readTag(html, open);
    if (tag === null) {
      // A "<" that begins no markup is text.
      text += '<';
      at = open + 1;
      continue;
    }
    if (!INLINE.has(tag.name)) text += ' ';
    at = HIDDEN.has(tag.name) ? skipElement(html, tag.name, tag.end) : tag.end;
  }
  return decodeEntities(text);
}

/** Elements whose content is not shown. */
const HIDDEN: ReadonlySet<string> = new Set(['script', 'style', 'title', 'template', 'noscript', 'svg', 'math']);
/** Elements, and comments, within words. */
const INLINE: ReadonlySet<string> = new Set(
  ' a abbr b bdi bdo big cite code dfn em font i ins kbd mark q s samp small span strike strong sub sup tt u var wbr'.split(
    ' ',
  ),
);

interface Tag {
  /** Lower case, without "/"; '' for comments, declarations and processing instructions. */
  readonly name: string;
  readonly end: number;
}

const NAME = /[A-Za-z][^\s/>]{0,63}/y;

function readTag(html: string, open: number): Tag | null {
  const next = html[open + 1];
  if (next === '!' && html.startsWith('<!--', open)) {
    const close = html.indexOf('-->', open + 4);
    return { name: '', end: close < 0 ? html.length : close + 3 };
  }
  if (next === '!' || next === '?') return { name: '', end: skipTo(html, '>', open + 2) };
  NAME.lastIndex = next === '/' ? open + 2 : open + 1;
  const name = NAME.exec(html)?.[0];
  if (name === undefined) return null;
  const isEnd = next === '/';
  // The end of a hidden element is no beginning of one.
  return {
    name: isEnd && HIDDEN.has(name.toLowerCase()) ? '' : name.toLowerCase(),
    end: skipAttributes(html, NAME.lastIndex),
  };
}

/** Behind the ">" of a tag; one in a quoted attribute value does not count. */
function skipAttributes(html: string, from: number): number {
  for (let at = from; at < html.length; at++) {
    const character = html[at];
    if (character === '>') return at + 1;
    if ((character === '"' || character === "'") && html[at - 1] === '=') {
      at = html.indexOf(character, at + 1);
      if (at < 0) return html.length;
    }
  }
  return html.length;
}

function skipElement(html: string, name: string, from: number): number {
  for (let at = html.indexOf('</', from); at >= 0; at = html.indexOf('</', at + 2)) {
    if (html.slice(at + 2, at + 2 + name.length).toLowerCase() === name) return skipTo(html, '>', at + 2);
  }
  return html.length;
}

function skipTo(html: string, character: string, from: number): number {
  const at = html.indexOf(character, from);
  return at < 0 ? html.length : at + 1;
}
