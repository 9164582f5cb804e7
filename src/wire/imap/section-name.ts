/** Names of sections as FETCH responses repeat them: `BODY[1.HEADER.FIELDS (DATE FROM)]<0>`. RFC 9051 section 7.5.2 */
import type { Partial, Section, SectionText } from './command.ts';
import { renderAstring } from './strings.ts';

export function renderSectionName({ path, text }: Section, partial: Partial | null): string {
  const parts = path.map(String);
  const name = textName(text);
  if (name !== '') parts.push(name);
  return `BODY[${parts.join('.')}]${origin(partial)}`;
}

export function renderBinaryName(path: readonly number[], partial: Partial | null): string {
  return `BINARY[${path.join('.')}]${origin(partial)}`;
}

function origin(partial: Partial | null): string {
  return partial === null ? '' : `<${partial.offset}>`;
}

function textName(text: SectionText): string {
  switch (text.kind) {
    case 'all':
      return '';
    case 'header':
      return 'HEADER';
    case 'header-fields': {
      const fields = text.fields.map((field) => renderAstring(field)).join(' ');
      return `HEADER.FIELDS${text.isNot ? '.NOT' : ''} (${fields})`;
    }
    case 'text':
      return 'TEXT';
    case 'mime':
      return 'MIME';
  }
}
