/**
 * What a filter says about where to look, so that not every entry has to be tested. A hint may let through what does not
 * fit, and never keeps away what does.
 */
import { isFailure } from '../../../base/failure.ts';
import { isAscii } from '../../../base/text.ts';
import type { Filter } from '../../../wire/ldap/filter.ts';
import { DIRECTORY_SCHEMA } from '../../../wire/ldap/schema/directory-schema.ts';
import { decodeUtf8 } from '../../../wire/line/decode-utf8.ts';

export type FilterHint =
  /** Only the user of this User ID. */
  | { readonly kind: 'user-id'; readonly userId: string }
  /** Only what this address leads to. */
  | { readonly kind: 'address'; readonly address: string }
  /** Only entries in whose names or addresses this stands; at least MIN_HINT_LENGTH characters. */
  | { readonly kind: 'text'; readonly text: string }
  /** Any of these. */
  | { readonly kind: 'any'; readonly hints: readonly FilterHint[] }
  /** Whatever there is. */
  | { readonly kind: 'all' };

/** Attributes whose values, word by word, are part of what an address list searches. */
const SEARCHED = new Set(
  ['uid', 'cn', 'sn', 'givenName', 'displayName', 'mail'].map((name) => DIRECTORY_SCHEMA.attribute(name)?.oid),
);

/** Shorter texts stand nearly everywhere. */
const MIN_HINT_LENGTH = 2;

const ALL: FilterHint = { kind: 'all' };
/** From the most to the least telling. */
const RANK: readonly FilterHint['kind'][] = ['user-id', 'address', 'text', 'any', 'all'];

export function filterHint(filter: Filter): FilterHint {
  switch (filter.kind) {
    case 'and':
      return filter.filters.map(filterHint).reduce(better, ALL);
    case 'or': {
      const hints = filter.filters.map(filterHint);
      return hints.some(({ kind }) => kind === 'all') ? ALL : { kind: 'any', hints };
    }
    case 'equal':
    case 'approximate':
      return equalityHint(filter.attribute, filter.value);
    case 'substrings':
      return textHint(filter.attribute, [filter.initial, ...filter.any, filter.final]);
    default:
      return ALL;
  }
}

function better(first: FilterHint, second: FilterHint): FilterHint {
  return RANK.indexOf(second.kind) < RANK.indexOf(first.kind) ? second : first;
}

function equalityHint(attribute: string, value: Uint8Array): FilterHint {
  const text = textOf(value);
  const name = DIRECTORY_SCHEMA.attribute(attribute)?.name;
  if (text === null) return ALL;
  // Other texts are compared by rules that look-ups do not know.
  if (name === 'uid' && isAscii(text)) return { kind: 'user-id', userId: text.trim() };
  if (name === 'mail' && isAscii(text)) return { kind: 'address', address: text.trim() };
  return textHint(attribute, [value]);
}

/** By the longest word: words of a value stand apart in what an address list searches. */
function textHint(attribute: string, pieces: readonly (Uint8Array | null)[]): FilterHint {
  const type = DIRECTORY_SCHEMA.attribute(attribute);
  if (type === null || !SEARCHED.has(type.oid)) return ALL;
  const texts = pieces.map((piece) => (piece === null ? '' : (textOf(piece) ?? '')));
  const longest = texts.flatMap((text) => text.split(/\s+/u)).reduce((a, b) => (b.length > a.length ? b : a), '');
  return [...longest].length < MIN_HINT_LENGTH ? ALL : { kind: 'text', text: longest };
}

function textOf(value: Uint8Array): string | null {
  try {
    return decodeUtf8(value);
  } catch (error) {
    if (isFailure(error, 'invalid')) return null;
    throw error;
  }
}
