/**
 * What the server itself says of an attempt or a check, in the language of whoever reads it.
 *
 * Such a text is recorded in English, because it also stands in the log and in the part of notices that is for programs.
 * It is known again by the English text of its key (`own.NAME`), and its values are filled into that of another language.
 * What other servers and filters said is no such text, and stays in their words.
 */
import en from './en.json' with { type: 'json' };
import { type LanguageCode, type TextKey, translator } from './index.ts';

type OwnKey = Extract<TextKey, `own.${string}`>;

interface Template {
  readonly key: OwnKey;
  /** A part that each such text has: found sooner than a pattern. */
  readonly fragment: string;
  readonly pattern: RegExp;
}

const OWN = Object.entries(en).filter(([key]) => key.startsWith('own.')) as readonly [OwnKey, string][];
const FIXED: ReadonlyMap<string, OwnKey> = new Map(OWN.map(([key, text]) => [text, key]));
/** The most particular first: `{address} port {port}` is also the end of a longer one. */
const TEMPLATES: readonly Template[] = OWN.filter(([, text]) => text.includes('{'))
  .map(([key, text]) => ({ key, fragment: longestFragment(text), pattern: patternOf(text) }))
  .sort((a, b) => b.fragment.length - a.fragment.length);

/** Longer ones are not ours. */
const MAX_LENGTH = 300;
/** Parts that are told one after the other. */
const COLON = ': ';

/** The text as it is where it is not ours, or where the language is English. */
export function inOwnWords(text: string, language: LanguageCode): string {
  if (language === 'en' || isSaidByServer(text)) return text;
  const whole = translate(text, language);
  if (whole !== null) return whole;
  const parts = text.split(COLON).map((part) => translate(part, language) ?? part);
  return parts.join(language === 'fr' ? ' : ' : COLON);
}

/** A reply begins with its code: RFC 5321 section 4.2. */
export function isSaidByServer(text: string): boolean {
  return /^[2-5]\d\d(?:[ -]|$)/.test(text);
}

function translate(text: string, language: LanguageCode): string | null {
  const fixed = FIXED.get(text);
  if (fixed !== undefined) return translator(language)(fixed);
  if (text.length > MAX_LENGTH) return null;
  for (const { key, fragment, pattern } of TEMPLATES) {
    const match = text.includes(fragment) ? pattern.exec(text) : null;
    if (match !== null) return translator(language)(key, { ...match.groups });
  }
  return null;
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
