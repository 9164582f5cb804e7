/**
 * How many guesses somebody needs who knows how people choose passwords: the cheapest way to put a password together from
 * common words, names around its owner, runs on the keyboard, repetitions, years, and single characters. An idea of
 * D. Wheeler, "zxcvbn: Low-Budget Password Strength Estimation" (2016). What it does not know it takes for random, so it
 * errs on the kind side.
 */
import { COMMON_PASSWORDS } from './common-passwords.ts';
import { keyboardRunEnd } from './keyboard-runs.ts';
import { foldLetters, READINGS, unmask } from './unmask-letters.ts';

/** Longer ones are judged by their beginning. */
const MAX_JUDGED = 64;
const MAX_WORD = 32;
const MIN_WORD = 3;
const MAX_REPEATED = 8;

/** What each kind of part adds, in bits. */
const NAME_BITS = 2;
const CAPITAL_BITS = 1;
const MIXED_CASE_BITS = 3;
const MASKED_BITS = 1;
const RUN_BITS = 4;
const YEAR_BITS = 7;
const DATE_BITS = 15;
const DIGIT_BITS = Math.log2(10);
const LETTER_BITS = 4;
const SIGN_BITS = 5;
/** One at the end, put there to satisfy somebody's rules. */
const LAST_SIGN_BITS = 2;

const YEAR = /^(?:19|20)\d\d$/;
const DATE = /^(?:[0-3]\d[0-3]\d(?:19|20)\d\d|(?:19|20)\d\d[01]\d[0-3]\d)$/;
const COMMON_LAST_SIGNS = '!.?*#';

/** The logarithm, to base 2, of the number of guesses. @param about names of the owner and of the organisation. */
export function estimateGuessBits(password: string, about: readonly string[]): number {
  return new Estimate(namesIn(about)).bitsOf([...password].slice(0, MAX_JUDGED));
}

/** The words in names and addresses that a guess would begin with. */
function namesIn(about: readonly string[]): ReadonlySet<string> {
  const words = about.flatMap((text) => [text, ...text.split(/[^\p{L}\p{N}]+/u)]);
  return new Set(words.map(foldLetters).filter((word) => word.length >= MIN_WORD));
}

class Estimate {
  readonly #names: ReadonlySet<string>;
  /** Of the parts that are repeated. */
  readonly #known = new Map<string, number>();

  constructor(names: ReadonlySet<string>) {
    this.#names = names;
  }

  bitsOf(characters: readonly string[]): number {
    const plain = characters.map(foldLetters);
    // As it stands, and with letters for what masks them.
    const views = [plain, ...READINGS.map((reading) => plain.map((character) => unmask(character, reading)))];
    const least = [0];
    const reach = (end: number, bits: number) => {
      least[end] = Math.min(least[end] ?? Number.POSITIVE_INFINITY, bits);
    };
    for (let start = 0; start < characters.length; start += 1) {
      const before = least[start] ?? 0;
      reach(start + 1, before + characterBits(characters[start] ?? ''));
      const runEnd = keyboardRunEnd(characters, start);
      for (let end = start + MIN_WORD; end <= runEnd; end += 1) reach(end, before + RUN_BITS + Math.log2(end - start));
      for (let end = start + MIN_WORD; end <= Math.min(start + MAX_WORD, characters.length); end += 1) {
        const [text = '', ...readings] = views.map((view) => view.slice(start, end).join(''));
        const bits = this.#wordBits(text, readings);
        if (bits !== null) reach(end, before + bits + caseBits(characters.slice(start, end).join('')));
      }
      this.#reachRepeated(characters, start, (end, bits) => reach(end, before + bits));
      const isLast = start === characters.length - 1;
      if (isLast && COMMON_LAST_SIGNS.includes(characters[start] ?? '')) reach(start + 1, before + LAST_SIGN_BITS);
    }
    return least[characters.length] ?? 0;
  }

  /** Null for what is neither word nor name nor date. @param readings what the text may stand for. */
  #wordBits(text: string, readings: readonly string[]): number | null {
    if (YEAR.test(text)) return YEAR_BITS;
    if (DATE.test(text)) return DATE_BITS;
    const plain = this.#plainBits(text);
    if (plain !== null) return plain;
    const masked = readings.map((reading) => this.#plainBits(reading)).find((bits) => bits !== null);
    return masked === undefined || masked === null ? null : masked + MASKED_BITS;
  }

  #plainBits(word: string): number | null {
    if (this.#names.has(word)) return NAME_BITS;
    const place = COMMON_PASSWORDS.get(word);
    return place === undefined ? null : Math.log2(place);
  }

  #reachRepeated(characters: readonly string[], start: number, reach: (end: number, bits: number) => void): void {
    for (let length = 1; length <= Math.min(MAX_REPEATED, (characters.length - start) / 2); length += 1) {
      let end = start + length;
      while (end < characters.length && characters[end] === characters[end - length]) end += 1;
      const times = Math.floor((end - start) / length);
      if (times < 2) continue;
      const part = this.#partBits(characters.slice(start, start + length));
      for (let count = 2; count <= times; count += 1) reach(start + count * length, part + Math.log2(count));
    }
  }

  #partBits(characters: readonly string[]): number {
    const text = characters.join('');
    const bits = this.#known.get(text) ?? this.bitsOf(characters);
    this.#known.set(text, bits);
    return bits;
  }
}

function characterBits(character: string): number {
  if (/^\p{Nd}$/u.test(character)) return DIGIT_BITS;
  return /^\p{L}$/u.test(character) ? LETTER_BITS : SIGN_BITS;
}

function caseBits(text: string): number {
  if (text === text.toLowerCase()) return 0;
  const isCommon = text === text.toUpperCase() || text.slice(1) === text.slice(1).toLowerCase();
  return isCommon ? CAPITAL_BITS : MIXED_CASE_BITS;
}
