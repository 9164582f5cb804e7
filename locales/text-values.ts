/** Values for the `{name}` of a text, from data: lists are joined, and an empty text can be seen. */
import type { TextValues } from './translator.ts';

export function textValues(data: Readonly<Record<string, unknown>>): TextValues {
  return Object.fromEntries(
    Object.entries(data).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.map(show).join(', ') : show(value),
    ]),
  );
}

function show(value: unknown): string {
  return value === '' ? '""' : String(value);
}
