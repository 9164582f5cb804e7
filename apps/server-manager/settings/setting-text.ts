/** Settings in words: what one is for, and what it says. */
import type { AppTextKey } from '../../../locales/apps/index.ts';
import type { SettingView } from '../../../src/wire/admin/schemas.ts';
import type { I18n, Text } from '../../shared/i18n/i18n.tsx';
import { LANGUAGE_NAMES } from '../../shared/i18n/language.ts';
import { quantityText } from './quantity.ts';

export function valueText(
  { t, formats, language }: I18n,
  { form, value }: Pick<SettingView, 'form' | 'value'>,
): string {
  if (value === null) return t('server.settings.no-limit');
  if (Array.isArray(value)) {
    if (value.length === 0) return t('server.settings.none');
    return value
      .map(plainText)
      .map((each) => (form.kind === 'list' && form.options !== null ? choiceText(t, each) : each))
      .join(', ');
  }
  if (typeof value === 'number') {
    return form.kind === 'size' || form.kind === 'duration'
      ? quantityText(language, form.kind, value)
      : formats.number(value);
  }
  if (form.kind === 'choice') return choiceText(t, plainText(value));
  return value === '' ? t('server.settings.none') : plainText(value);
}

/** As it is typed. Settings are texts, numbers and lists of them. */
export function plainText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? '');
}

/** Of a closed set, whose values are the same words wherever they stand. */
export function choiceText(t: Text, option: string): string {
  if (option === '') return t('server.settings.none');
  for (const key of [
    `server.settings.choice.${option}`,
    `server.privilege.name.${option}`,
    `server.services.name.${option}`,
  ]) {
    const text = t(key as AppTextKey);
    if (text !== key) return text;
  }
  return (LANGUAGE_NAMES as Readonly<Record<string, string>>)[option] ?? option;
}
