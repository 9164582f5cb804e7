/** What kind of value a setting takes, for a form that is made of it: the same schemas say it that check the value. */
import { z } from 'zod';
import { SETTINGS, type SettingName } from './catalogue.ts';
import { type NumberForm, numberForms } from './value-schemas.ts';

export type SettingForm =
  | NumberForm
  /** One of these. */
  | { readonly kind: 'choice'; readonly options: readonly string[] }
  /** Texts in their order; null: any, else each one of these. */
  | { readonly kind: 'list'; readonly options: readonly string[] | null }
  | { readonly kind: 'text' };

export function settingForm(name: SettingName): SettingForm {
  const schema: z.ZodType = SETTINGS[name].unwrap();
  const form = numberForms.get(schema);
  if (form !== undefined) return form;
  if (schema instanceof z.ZodEnum) return { kind: 'choice', options: schema.options.map(String) };
  const result = schema instanceof z.ZodPipe ? schema.out : schema;
  if (!(result instanceof z.ZodArray)) return { kind: 'text' };
  const { element } = result;
  return { kind: 'list', options: element instanceof z.ZodEnum ? element.options.map(String) : null };
}
