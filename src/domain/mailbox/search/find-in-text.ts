/** Looks for folded text in a long one, piece by piece: folding a megabyte at once would hold up everybody. */
import { foldText } from '../../../base/text.ts';

/** Characters folded at a time. */
export const PIECE_CHARACTERS = 64 * 1024;
/** More than the longest run of combining characters that matters at the border of two pieces. */
const MARGIN = 32;

/**
 * The pieces of a text, folded; each begins so far before the end of the one before that a needle of up to
 * `needleLength` lies whole in one of them. (A character never folds to less than one.)
 */
export function* foldedPieces(text: string, needleLength: number): Generator<string> {
  const overlap = needleLength + MARGIN;
  for (let at = 0; ; ) {
    const end = at + PIECE_CHARACTERS + overlap;
    if (end >= text.length) {
      yield foldText(text.slice(at));
      return;
    }
    yield foldText(text.slice(at, end));
    at += PIECE_CHARACTERS;
  }
}
