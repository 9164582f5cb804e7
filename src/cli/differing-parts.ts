/** What sets records apart from what DNS has. */
import type { DnsRecordView } from '../wire/admin/mail-schemas.ts';

/**
 * The parts of a text that DNS has otherwise: tags of a tag list (`p`), terms of SPF (`include:example.com`). Nothing where
 * the record has no parts, or where DNS has none of its kind.
 */
export function differingParts({ type, value, found }: Pick<DnsRecordView, 'type' | 'value' | 'found'>): string[] {
  if (type !== 'TXT') return [];
  const version = partsOf(value)[0];
  const other = found.find((text) => partsOf(text)[0] === version);
  if (other === undefined) return [];
  const [ours, theirs] = [partsOf(value), partsOf(other)];
  const differing = [
    ...ours.filter((part) => !theirs.includes(part)),
    ...theirs.filter((part) => !ours.includes(part)),
  ];
  return [...new Set(differing.map((part) => (isTagList(value) ? part.replace(/\s*=.*$/s, '') : part)))];
}

function partsOf(text: string): string[] {
  return text
    .split(isTagList(text) ? ';' : /\s+/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** `v=DKIM1; k=rsa; …`: RFC 6376 section 3.2. SPF has terms between blanks: RFC 7208 section 4.6.1. */
function isTagList(text: string): boolean {
  return text.includes(';');
}
