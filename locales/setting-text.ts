/** What a setting is for, in the words of the reader. */
import type { TextKey, Translate } from './translator.ts';

/** @param description in English, for a setting of a server that knows more than this catalogue. */
export function settingText(t: Translate, { name, description }: { name: string; description: string }): string {
  const key = `setting.${name}`;
  const text = t(key as TextKey);
  return text === key ? description : text;
}
