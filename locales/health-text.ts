/** Findings of health in words: for the command line and the browser. */
import type { Formats } from './formats.ts';
import type { TextKey, Translate } from './translator.ts';

export interface HealthFinding {
  readonly code: string;
  readonly values: Readonly<Record<string, string | number>>;
}

/** What is wrong, and what to do about it. */
export function healthTexts(
  t: Translate,
  formats: Pick<Formats, 'size'>,
  { code, values }: HealthFinding,
): { readonly says: string; readonly advice: string } {
  const { freeBytes } = values;
  const filled = typeof freeBytes === 'number' ? { ...values, free: formats.size(freeBytes) } : values;
  return { says: t(`health.${code}` as TextKey, filled), advice: t(`health.${code}.do` as TextKey, filled) };
}
