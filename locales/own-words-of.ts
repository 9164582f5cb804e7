/**
 * What the server itself says of an attempt or a check, in the language of whoever reads it. The catalogues are given:
 * a browser loads those of one language only.
 *
 * Such a text is recorded in English, because it also stands in the log and in the part of notices that is for programs.
 * It is known again by the English text of its key (`own.NAME`), and its values are filled into that of another language.
 * What other servers and filters said is no such text, and stays in their words.
 */
import { type Catalogue, createTranslator, type LanguageCode, type TextKey } from './translator.ts';

type OwnKey = Extract<TextKey, `own.${string}`>;

interface Template {
  readonly key: OwnKey;
  /** A part that each such text has: found sooner than a pattern. */
  readonly fragment: string;
  readonly pattern: RegExp;
}

/** Longer ones are not ours. */
const MAX_LENGTH = 300;
/** Parts that are told one after the other. */
const COLON = ': ';

/** A text in another language; as it is where it is not ours. */
export type OwnWords = (text: string) => string;

/**
 * @param english the texts whose keys begin with `own.`; others are passed over.
 * @param texts of the language, by the same keys.
 */
export function createOwnWords(language: LanguageCode, english: Catalogue, texts: Catalogue): OwnWords {
  if (language === 'en') return (text) => text;
  const own = Object.entries(english).filter(([key]) => key.startsWith('own.')) as [OwnKey, string][];
  const fixed = new Map(own.map(([key, text]) => [text, key]));
  const templates = templatesOf(own);
  const t = createTranslator<OwnKey>(language, texts);

  const translate = (text: string): string | null => {
    const key = fixed.get(text);
    if (key !== undefined) return t(key);
    if (text.length > MAX_LENGTH) return null;
    for (const { key, fragment, pattern } of templates) {
      const match = text.includes(fragment) ? pattern.exec(text) : null;
      if (match !== null) return t(key, { ...match.groups });
    }
    return null;
  };
  return (text) => {
    if (isSaidByServer(text)) return text;
    const whole = translate(text);
    if (whole !== null) return whole;
    const parts = text.split(COLON).map((part) => translate(part) ?? part);
    return parts.join(language === 'fr' ? ' : ' : COLON);
  };
}

/** A reply begins with its code: RFC 5321 section 4.2. */
export function isSaidByServer(text: string): boolean {
  return /^[2-5]\d\d(?:[ -]|$)/.test(text);
}

/** The most particular first: `{address} port {port}` is also the end of a longer one. */
function templatesOf(own: readonly (readonly [OwnKey, string])[]): readonly Template[] {
  return own
    .filter(([, text]) => text.includes('{'))
    .map(([key, text]) => ({ key, fragment: longestFragment(text), pattern: patternOf(text) }))
    .sort((a, b) => b.fragment.length - a.fragment.length);
}

/** Of the English text, without its values. */
export function longestFragment(text: string): string {
  return text.split(/\{\w+\}/).reduce((longest, part) => (part.length > longest.length ? part : longest), '');
}

/** A value has no line end, and where parts follow each other, none of their colons. */
function patternOf(text: string): RegExp {
  const literal = text.replace(/[.*+?^$()|[\]\\]/g, '\\$&');
  return new RegExp(`^${literal.replace(/\{(\w+)\}/g, '(?<$1>(?:(?!: )[^\\r\\n])+?)')}$`);
}
