/** Which of our languages a browser asks for. RFC 9110 section 12.5.4 */
import { LANGUAGES, type LanguageCode } from '../../../locales/index.ts';

/** Of a longer wish the rest is not read. */
const MAX_RANGES = 30;
const RANGE = /^\s*([a-z]{1,8})(?:-[a-z0-9-]*)?\s*(?:;\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*)?$/i;

/** Null where it names none of ours. @param header `Accept-Language` */
export function preferredLanguage(header: string | undefined): LanguageCode | null {
  let best: { readonly language: LanguageCode; readonly weight: number } | null = null;
  for (const range of (header ?? '').split(',', MAX_RANGES)) {
    const [, tag = '', quality = '1'] = RANGE.exec(range) ?? [];
    const language = LANGUAGES.find((each) => each === tag.toLowerCase());
    const weight = Number(quality);
    if (language !== undefined && weight > (best?.weight ?? 0)) best = { language, weight };
  }
  return best?.language ?? null;
}
