/** Filters as text. RFC 4515 */
import { decodeUtf8 } from '../line/decode-utf8.ts';
import type { Filter } from './filter.ts';

/** For logs, and for other servers. */
export function formatFilter(filter: Filter): string {
  return `(${formatInner(filter)})`;
}

function formatInner(filter: Filter): string {
  switch (filter.kind) {
    case 'and':
      return `&${filter.filters.map(formatFilter).join('')}`;
    case 'or':
      return `|${filter.filters.map(formatFilter).join('')}`;
    case 'not':
      return `!${formatFilter(filter.filter)}`;
    case 'present':
      return `${filter.attribute}=*`;
    case 'equal':
      return `${filter.attribute}=${escapeFilterValue(filter.value)}`;
    case 'approximate':
      return `${filter.attribute}~=${escapeFilterValue(filter.value)}`;
    case 'greater-or-equal':
      return `${filter.attribute}>=${escapeFilterValue(filter.value)}`;
    case 'less-or-equal':
      return `${filter.attribute}<=${escapeFilterValue(filter.value)}`;
    case 'substrings': {
      const pieces = [filter.initial ?? '', ...filter.any, filter.final ?? ''];
      return `${filter.attribute}=${pieces.map(escapeFilterValue).join('*')}`;
    }
    case 'extensible': {
      const name = filter.withNameAttributes ? ':dn' : '';
      const rule = filter.rule === null ? '' : `:${filter.rule}`;
      return `${filter.attribute ?? ''}${name}${rule}:=${escapeFilterValue(filter.value)}`;
    }
  }
}

/** A value as it may stand in a filter: also the one defence against values that would change what a filter means. */
export function escapeFilterValue(value: Uint8Array | string): string {
  const bytes = typeof value === 'string' ? Buffer.from(value, 'utf8') : value;
  return tryText(bytes)?.replace(/[\0-\x1f\x7f*()\\]/g, escapeCharacter) ?? escapeAll(bytes);
}

function tryText(bytes: Uint8Array): string | null {
  try {
    return decodeUtf8(bytes);
  } catch {
    return null;
  }
}

function escapeCharacter(character: string): string {
  return `\\${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
}

function escapeAll(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex').replace(/../g, '\\$&');
}
