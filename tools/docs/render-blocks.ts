/** The tree of a page as HTML. Links within the help centre lead to the pages of the language of the frame. */
import type { LanguageCode, Translate } from '../../locales/index.ts';
import type { Block, Inline, Table, Target } from './document.ts';
import { type Html, html } from './html.ts';

export interface Frame {
  readonly language: LanguageCode;
  readonly t: Translate;
}

export const DOCS_PREFIX = '/docs';

/** `/docs/de/user/password`; the name `''` is the first page. */
export function addressOf(language: LanguageCode, page: string): string {
  return `${DOCS_PREFIX}/${language}/${page}`;
}

export function renderBlocks(blocks: readonly Block[], frame: Frame): Html[] {
  return blocks.map((block) => renderBlock(block, frame));
}

function renderBlock(block: Block, frame: Frame): Html {
  switch (block.kind) {
    case 'heading': {
      const content = html`${renderInline(block.content, frame)} <a class="anchor" href="#${block.id}" aria-hidden="true" tabindex="-1">#</a>`;
      return block.level === 2
        ? html`<h2 id="${block.id}">${content}</h2>\n`
        : html`<h3 id="${block.id}">${content}</h3>\n`;
    }
    case 'paragraph':
      return html`<p>${renderInline(block.content, frame)}</p>\n`;
    case 'list': {
      const items = block.items.map((item) => html`<li>${renderItem(item, frame)}</li>\n`);
      return block.isOrdered ? html`<ol>\n${items}</ol>\n` : html`<ul>\n${items}</ul>\n`;
    }
    case 'table':
      return renderTable(block, frame);
    case 'code-block':
      // It scrolls sideways where it is too wide, so the keyboard has to get there.
      return html`<pre tabindex="0"><code>${block.text}</code></pre>\n`;
    case 'note':
      return html`<div class="note ${block.tone}" role="note"><p class="tone">${frame.t(`docs.tone.${block.tone}`)}</p>\n${renderBlocks(block.content, frame)}</div>\n`;
  }
}

/** An item of one paragraph is that text alone. */
function renderItem(item: readonly Block[], frame: Frame): Html[] {
  const [first, ...rest] = item;
  if (first?.kind !== 'paragraph') return renderBlocks(item, frame);
  return [...renderInline(first.content, frame), ...renderBlocks(rest, frame)];
}

function renderTable({ head, rows }: Table, frame: Frame): Html {
  const hasHead = head.some((cell) => cell.length > 0);
  const titles = head.map((cell) =>
    cell.length === 0 ? html`<td></td>` : html`<th scope="col">${renderInline(cell, frame)}</th>`,
  );
  const body = rows.map((row) => html`<tr>${row.map((cell) => html`<td>${renderInline(cell, frame)}</td>`)}</tr>\n`);
  return html`<div class="table" role="group" tabindex="0" aria-label="${frame.t('docs.table')}"><table>
${hasHead ? html`<thead><tr>${titles}</tr></thead>\n` : null}<tbody>
${body}</tbody></table></div>\n`;
}

export function renderInline(content: readonly Inline[], frame: Frame): Html[] {
  return content.map((piece) => {
    if (typeof piece === 'string') return html`${piece}`;
    switch (piece.kind) {
      case 'code':
        return html`<code>${piece.text}</code>`;
      case 'strong':
        return html`<strong>${renderInline(piece.content, frame)}</strong>`;
      case 'emphasis':
        return html`<em>${renderInline(piece.content, frame)}</em>`;
      case 'link':
        return html`<a href="${hrefOf(piece.to, frame)}">${renderInline(piece.content, frame)}</a>`;
    }
  });
}

function hrefOf(target: Target, { language }: Frame): string {
  switch (target.kind) {
    case 'page':
      return `${addressOf(language, target.page)}${target.id === '' ? '' : `#${target.id}`}`;
    case 'path':
      return target.path;
    case 'web':
      return target.url;
  }
}
