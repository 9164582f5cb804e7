/** HTML that is put together without a place where text could become markup. */

/** What may stand in a page as it is. Made by `html` alone. */
export interface Html {
  readonly markup: string;
}

type Value = string | number | Html | readonly Html[] | null;

/** Text is escaped, HTML and lists of it are not; null is nothing. Attributes stand in double quotes. */
export function html(pieces: TemplateStringsArray, ...values: readonly Value[]): Html {
  let markup = pieces[0] ?? '';
  values.forEach((value, index) => {
    markup += markupOf(value) + (pieces[index + 1] ?? '');
  });
  return { markup };
}

function markupOf(value: Value): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return escapeText(value);
  if (isList(value)) return value.map(({ markup }) => markup).join('');
  return value.markup;
}

function isList(value: Html | readonly Html[]): value is readonly Html[] {
  return Array.isArray(value);
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
