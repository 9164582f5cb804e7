/**
 * The order in which people look for names: without regard to case and to accents, and then by these. It is the same on
 * every database and in every language: a compromise, since each language has an order of its own.
 */
import { foldText, isAscii } from './text.ts';

/** Letters that carry no accent of their own and still stand beside another one in every dictionary. */
const BESIDE: ReadonlyMap<string, string> = new Map([
  ['Æ', 'AE'],
  ['Œ', 'OE'],
  ['Ø', 'O'],
  ['Ł', 'L'],
  ['Đ', 'D'],
  ['ß', 'SS'],
  ['Þ', 'TH'],
]);

/** A text that compares by code units as the names do. The empty text is the first of all. */
export function sortKey(text: string): string {
  const folded = foldText(text);
  if (isAscii(folded)) return folded;
  const plain = folded.replace(/\p{M}/gu, '').replace(/[ÆŒØŁĐßÞ]/g, (letter) => BESIDE.get(letter) ?? letter);
  // Behind a character that is in no name, so that accents decide only where nothing else does.
  return plain === folded ? folded : `${plain}\u0000${folded}`;
}
