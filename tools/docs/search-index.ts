/**
 * What the search of one language looks through: a row for each part of a page that has a heading of its own.
 * The script in the browser (assets/search.js) folds what is typed in the same way, and compares beginnings of words.
 */
import { allBlocks, contentOf, type Page, textOf } from './document.ts';
import { pagesOf, type SiteMap } from './site-map.ts';

/** Short names: there are hundreds of these in a file that is loaded over the network. */
export interface SearchEntry {
  /** Page, and id of the heading where there is one: `user/password#change`. */
  readonly p: string;
  /** Title of the page. */
  readonly t: string;
  /** The heading; `''` for what stands before the first. */
  readonly h: string;
  /** How the text begins. */
  readonly x: string;
  /** Its words, folded, each once, with a blank between them. */
  readonly w: string;
}

const EXCERPT_CHARACTERS = 140;

export function searchIndex(site: SiteMap): SearchEntry[] {
  return [...pagesOf(site)].flatMap(entriesOf);
}

function entriesOf(page: Page): SearchEntry[] {
  const parts = [{ id: '', heading: '', texts: [] as string[] }];
  for (const block of allBlocks(page.blocks)) {
    if (block.kind === 'heading') parts.push({ id: block.id, heading: textOf(block.content), texts: [] });
    else parts.at(-1)?.texts.push(...contentOf(block).map(textOf));
  }
  return parts.map(({ id, heading, texts }) => {
    const text = texts.join(' ').replaceAll(/\s+/g, ' ').trim();
    return {
      p: id === '' ? page.name : `${page.name}#${id}`,
      t: page.title,
      h: heading,
      x: excerptOf(text),
      w: [...new Set(foldWords(`${page.title} ${heading} ${text}`))].join(' '),
    };
  });
}

/** Whole words. */
function excerptOf(text: string): string {
  if (text.length <= EXCERPT_CHARACTERS) return text;
  return `${text.slice(0, EXCERPT_CHARACTERS).replace(/\s+\S*$/, '')} …`;
}

/** Letters that have no accent to take off, and are typed as others where a keyboard has none of them. */
const LETTERS: Readonly<Record<string, string>> = { ß: 'ss', ł: 'l', ø: 'o', æ: 'ae', œ: 'oe', đ: 'd' };

/** Words without case and accents; assets/search.js has the same function. */
export function foldWords(text: string): string[] {
  return text
    .toLowerCase()
    .replace(/[ßłøæœđ]/g, (letter) => LETTERS[letter] ?? letter)
    .normalize('NFKD')
    .replace(/\p{Mn}/gu, '')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}
