/** A page as a tree: what markdown is read into and generated pages are made of, before it is HTML or words of the search. */
import type { LanguageCode } from '../../locales/index.ts';

export type Inline = string | CodeText | Styled | Link;

export interface CodeText {
  readonly kind: 'code';
  readonly text: string;
}

export interface Styled {
  readonly kind: 'strong' | 'emphasis';
  readonly content: readonly Inline[];
}

export interface Link {
  readonly kind: 'link';
  readonly to: Target;
  readonly content: readonly Inline[];
}

export type Target =
  /** A page by its name, such as `user/password`, and a heading of it or `''`. */
  | { readonly kind: 'page'; readonly page: string; readonly id: string }
  /** A screen of the web applications, or a file of the help centre: a path of this server. */
  | { readonly kind: 'path'; readonly path: string }
  | { readonly kind: 'web'; readonly url: string };

export type Block = Heading | Paragraph | List | Table | CodeBlock | Note;

export interface Heading {
  readonly kind: 'heading';
  readonly level: 2 | 3;
  /** Unique in its page, and the same in every language. */
  readonly id: string;
  readonly content: readonly Inline[];
}

export interface Paragraph {
  readonly kind: 'paragraph';
  readonly content: readonly Inline[];
}

export interface List {
  readonly kind: 'list';
  readonly isOrdered: boolean;
  readonly items: readonly (readonly Block[])[];
}

export interface Table {
  readonly kind: 'table';
  readonly head: readonly Cell[];
  readonly rows: readonly (readonly Cell[])[];
}

export type Cell = readonly Inline[];

export interface CodeBlock {
  readonly kind: 'code-block';
  readonly text: string;
}

export type Tone = 'note' | 'tip' | 'warning';

export interface Note {
  readonly kind: 'note';
  readonly tone: Tone;
  readonly content: readonly Block[];
}

export interface Page {
  /** Its address below the language: `user/password`; the same in every language. */
  readonly name: string;
  readonly title: string;
  /** The language of the text, which is not always that of the frame around it. */
  readonly language: LanguageCode;
  readonly blocks: readonly Block[];
  /** Where it comes from, for messages: a file, or what it is made of. */
  readonly source: string;
}

export const code = (text: string): CodeText => ({ kind: 'code', text });
export const strong = (...content: readonly Inline[]): Styled => ({ kind: 'strong', content });
export const paragraph = (...content: readonly Inline[]): Paragraph => ({ kind: 'paragraph', content });
export const codeBlock = (lines: readonly string[]): CodeBlock => ({ kind: 'code-block', text: lines.join('\n') });

export function heading(level: 2 | 3, id: string, ...content: readonly Inline[]): Heading {
  return { kind: 'heading', level, id, content };
}

export function linkTo(page: string, id: string, ...content: readonly Inline[]): Link {
  return { kind: 'link', to: { kind: 'page', page, id }, content };
}

/** Descriptions in the sources set names in backticks. */
export function withCode(text: string): Inline[] {
  return text.split('`').map((piece, index) => (index % 2 === 1 ? code(piece) : piece));
}

export function textOf(content: readonly Inline[]): string {
  return content
    .map((piece) => {
      if (typeof piece === 'string') return piece;
      return piece.kind === 'code' ? piece.text : textOf(piece.content);
    })
    .join('');
}

/** Blocks with those inside of them, from the beginning of the page to its end. */
export function* allBlocks(blocks: readonly Block[]): Generator<Block> {
  for (const block of blocks) {
    yield block;
    if (block.kind === 'note') yield* allBlocks(block.content);
    if (block.kind === 'list') for (const item of block.items) yield* allBlocks(item);
  }
}

/** The lines of text of a block itself, without those of blocks inside it. */
export function contentOf(block: Block): readonly (readonly Inline[])[] {
  switch (block.kind) {
    case 'heading':
    case 'paragraph':
      return [block.content];
    case 'table':
      return [...block.head, ...block.rows.flat()];
    case 'code-block':
      return [[block.text]];
    case 'list':
    case 'note':
      return [];
  }
}

export function* linksOf(content: readonly Inline[]): Generator<Link> {
  for (const piece of content) {
    if (typeof piece === 'string' || piece.kind === 'code') continue;
    if (piece.kind === 'link') yield piece;
    yield* linksOf(piece.content);
  }
}
