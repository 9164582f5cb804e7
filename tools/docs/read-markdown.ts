/**
 * Reads a page of a guide. Less than markdown allows: no HTML, no pictures, and each heading below the first says its id
 * (`## Change it {#change}`), so that links to it stay when its words change. Whatever else comes throws, with the place.
 */
import { dirname, join } from 'node:path/posix';
import { Lexer, type MarkedToken, type Token, type Tokens } from 'marked';
import type { LanguageCode } from '../../locales/index.ts';
import { type Block, type Inline, type Note, type Page, type Target, type Tone, textOf } from './document.ts';

export interface MarkdownSource {
  /** The page's name, such as `user/password`. */
  readonly name: string;
  readonly language: LanguageCode;
  readonly file: string;
  readonly text: string;
}

const HEADING_ID = /\s*\{#([a-z][a-z0-9-]*)\}$/;
const TONE = /^\[!(NOTE|TIP|WARNING)\]\s*/;
/** Characters that show one thing and mean another, or nothing. */
const INVISIBLE = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/;

export function readMarkdown(source: MarkdownSource): Page {
  const refuse: Refuse = (what) => {
    throw new Error(`${source.file}: ${what}`);
  };
  const hidden = INVISIBLE.exec(source.text);
  if (hidden !== null) refuse(`invisible character U+${hidden[0].charCodeAt(0).toString(16)}`);
  const [title, ...rest] = new Lexer({ gfm: true }).lex(source.text).filter(({ type }) => type !== 'space');
  if (title?.type !== 'heading' || title.depth !== 1) return refuse('does not begin with its title (# …)');
  const reader = new Reader(source.name, refuse);
  return {
    name: source.name,
    title: textOf(reader.inlines(title.tokens ?? [])),
    language: source.language,
    blocks: reader.blocks(rest),
    source: source.file,
  };
}

/** Throws, with the file. */
type Refuse = (what: string) => never;

class Reader {
  readonly #page: string;
  readonly #refuse: Refuse;

  constructor(page: string, refuse: Refuse) {
    this.#page = page;
    this.#refuse = refuse;
  }

  blocks(tokens: readonly Token[]): Block[] {
    return tokens.filter(({ type }) => type !== 'space').map((token) => this.#block(token as MarkedToken));
  }

  #block(token: MarkedToken): Block {
    switch (token.type) {
      case 'heading':
        return this.#heading(token);
      case 'paragraph':
      case 'text':
        return { kind: 'paragraph', content: this.inlines(token.tokens ?? []) };
      case 'list':
        return { kind: 'list', isOrdered: token.ordered, items: token.items.map(({ tokens }) => this.blocks(tokens)) };
      case 'table': {
        const cells = (row: readonly Tokens.TableCell[]) => row.map(({ tokens }) => this.inlines(tokens));
        return { kind: 'table', head: cells(token.header), rows: token.rows.map(cells) };
      }
      case 'code':
        if (token.codeBlockStyle === 'indented') return this.#refuse(`indented code: ${first(token.raw)}`);
        return { kind: 'code-block', text: token.text };
      case 'blockquote':
        return this.#note(token);
      default:
        return this.#refuse(`${token.type} is not allowed: ${first(token.raw)}`);
    }
  }

  #heading({ depth, tokens, raw }: Tokens.Heading): Block {
    if (depth !== 2 && depth !== 3) return this.#refuse(`heading of level ${depth}: ${first(raw)}`);
    const content = this.inlines(tokens);
    const last = content.at(-1);
    const found = typeof last === 'string' ? HEADING_ID.exec(last) : null;
    if (typeof last !== 'string' || found?.[1] === undefined) return this.#refuse(`heading without id: ${first(raw)}`);
    const words = last.slice(0, found.index);
    return { kind: 'heading', level: depth, id: found[1], content: [...content.slice(0, -1), words] };
  }

  /** `> [!TIP] text`: a quotation that says what it is. */
  #note({ text, raw }: Tokens.Blockquote): Note {
    const tone = TONE.exec(text);
    if (tone?.[1] === undefined)
      return this.#refuse(`a quotation without [!NOTE], [!TIP] or [!WARNING]: ${first(raw)}`);
    const content = this.blocks(new Lexer({ gfm: true }).lex(text.slice(tone[0].length)));
    return { kind: 'note', tone: tone[1].toLowerCase() as Tone, content };
  }

  inlines(tokens: readonly Token[]): Inline[] {
    return tokens.map((token) => this.#inline(token as MarkedToken));
  }

  #inline(token: MarkedToken): Inline {
    switch (token.type) {
      case 'text':
      case 'escape':
        return token.text.replaceAll('\n', ' ');
      case 'codespan':
        return { kind: 'code', text: token.text };
      case 'strong':
        return { kind: 'strong', content: this.inlines(token.tokens) };
      case 'em':
        return { kind: 'emphasis', content: this.inlines(token.tokens) };
      case 'link':
        // An address of the examples is nothing to click at.
        if (token.autolink === true) return token.text;
        return { kind: 'link', to: this.#target(token.href), content: this.inlines(token.tokens) };
      default:
        return this.#refuse(`${token.type} is not allowed: ${first(token.raw)}`);
    }
  }

  #target(href: string): Target {
    if (/^https:\/\/[a-z0-9]/.test(href)) return { kind: 'web', url: href };
    if (/^\/(msg|docs)(\/[a-z0-9.-]+)*$/.test(href)) return { kind: 'path', path: href };
    const [, file = '', id = ''] = /^([a-z0-9./-]*\.md)?(?:#([a-z][a-z0-9-]*))?$/.exec(href) ?? [];
    if (file === '' && id === '') return this.#refuse(`a link that leads nowhere: ${href}`);
    if (file === '') return { kind: 'page', page: this.#page, id };
    return { kind: 'page', page: join(dirname(this.#page), file.slice(0, -'.md'.length)), id };
  }
}

function first(raw: string): string {
  return JSON.stringify(raw.split('\n')[0]?.slice(0, 80));
}
