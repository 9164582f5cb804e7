/**
 * What a filter says about where to look, so that not every entry has to be tested. A hint may let through what does not
 * fit, and never keeps away what does.
 */
import { isFailure } from '../../../base/failure.ts';
import { foldPhone } from '../../../base/fold-phone.ts';
import { isAscii } from '../../../base/text.ts';
import type { Filter } from '../../../wire/ldap/filter.ts';
import { DIRECTORY_SCHEMA } from '../../../wire/ldap/schema/directory-schema.ts';
import type { AttributeType } from '../../../wire/ldap/schema/schema.ts';
import { decodeUtf8 } from '../../../wire/line/decode-utf8.ts';
import { type EntryKind, kindsOfClass, kindsWith } from '../entries/entry-kinds.ts';

export type FilterHint =
  /** Only the user of this User ID. */
  | { readonly kind: 'user-id'; readonly userId: string }
  /** Only what this address leads to. */
  | { readonly kind: 'address'; readonly address: string }
  /** Only aliases and groups of which the entry of this name is owner or member. */
  | { readonly kind: 'with-member'; readonly name: string }
  /** Only members of the group whose entry has this name. */
  | { readonly kind: 'in-group'; readonly name: string }
  /** Only entries in whose names or addresses this stands; at least MIN_HINT_LENGTH characters. */
  | { readonly kind: 'text'; readonly text: string }
  /** Any of these; of none: nothing. */
  | { readonly kind: 'any'; readonly hints: readonly FilterHint[] }
  /** Only entries of these kinds. */
  | { readonly kind: 'kinds'; readonly kinds: readonly EntryKind[] }
  /** Whatever there is. */
  | { readonly kind: 'all' };

/** Attributes whose values, word by word, are part of what an address list searches. */
const SEARCHED = new Set(
  [
    ...['uid', 'cn', 'sn', 'givenName', 'displayName', 'mail', 'title', 'physicalDeliveryOfficeName'],
    'description',
  ].map(oidOf),
);
/** Those that are, as a whole, but for spaces and hyphens. */
const PHONES = new Set(['telephoneNumber', 'mobile', 'homePhone', 'pager'].map(oidOf));
const OBJECT_CLASS = oidOf('objectClass');
const MEMBER_OF = oidOf('memberOf');
const MEMBERS = new Set(['member', 'owner'].map(oidOf));

/** Shorter texts stand nearly everywhere. */
const MIN_HINT_LENGTH = 2;

const NOTHING: FilterHint = { kind: 'any', hints: [] };
const ALL: FilterHint = { kind: 'all' };

export function filterHint(filter: Filter): FilterHint {
  switch (filter.kind) {
    case 'and':
      return filter.filters.map(filterHint).reduce(better, ALL);
    case 'or':
      return anyOf(filter.filters.map(filterHint));
    case 'not':
    case 'extensible':
      return ALL;
    default: {
      const type = DIRECTORY_SCHEMA.attribute(filter.attribute);
      // What is not known is true of nothing.
      return type === null ? NOTHING : better(assertionHint(filter, type), kindsHint(kindsWith(type)));
    }
  }
}

type Assertion = Exclude<Filter, { readonly kind: 'and' | 'or' | 'not' | 'extensible' }>;

function assertionHint(filter: Assertion, type: AttributeType): FilterHint {
  switch (filter.kind) {
    case 'present':
      return ALL;
    // Without a rule nobody can tell whether it is true.
    case 'equal':
    case 'approximate':
      return type.equality === null ? NOTHING : equalityHint(type, filter.value);
    case 'substrings':
      return type.substrings === null ? NOTHING : textHint(type, [filter.initial, ...filter.any, filter.final]);
    case 'greater-or-equal':
    case 'less-or-equal':
      return type.ordering === null ? NOTHING : ALL;
  }
}

function anyOf(hints: readonly FilterHint[]): FilterHint {
  if (hints.some(({ kind }) => kind === 'all')) return ALL;
  const some = withoutRepetition(hints.filter((hint) => rank(hint) > 0));
  const [only] = some;
  return some.length === 1 && only !== undefined ? only : { kind: 'any', hints: some };
}

/** Address books look for the same part in names, addresses and much else: that is one look-up. */
function withoutRepetition(hints: readonly FilterHint[]): readonly FilterHint[] {
  const texts = new Set<string>();
  return hints.filter((hint) => {
    if (hint.kind !== 'text') return true;
    const isNew = !texts.has(hint.text);
    texts.add(hint.text);
    return isNew;
  });
}

function kindsHint(kinds: readonly EntryKind[]): FilterHint {
  return kinds.length === 0 ? NOTHING : { kind: 'kinds', kinds };
}

function better(first: FilterHint, second: FilterHint): FilterHint {
  return rank(second) < rank(first) ? second : first;
}

/** From the most to the least telling; 0: nothing can fit. */
function rank(hint: FilterHint): number {
  switch (hint.kind) {
    case 'user-id':
    case 'address':
      return 1;
    case 'with-member':
      return 2;
    case 'in-group':
      return 3;
    case 'text':
      return 4;
    case 'any':
      return Math.max(0, ...hint.hints.map(rank));
    case 'kinds':
      return 5;
    case 'all':
      return 6;
  }
}

function equalityHint(type: AttributeType, value: Uint8Array): FilterHint {
  const text = textOf(value);
  if (text === null) return ALL;
  if (type.oid === OBJECT_CLASS) return kindsHint(kindsOfClass(text));
  if (type.oid === MEMBER_OF) return { kind: 'in-group', name: text };
  if (MEMBERS.has(type.oid)) return { kind: 'with-member', name: text };
  // Other texts are compared by rules that look-ups do not know.
  if (type.name === 'uid' && isAscii(text)) return { kind: 'user-id', userId: text.trim() };
  if (type.name === 'mail' && isAscii(text)) return { kind: 'address', address: text.trim() };
  return textHint(type, [value]);
}

/** By the longest word: words of a value stand apart in what an address list searches. */
function textHint(type: AttributeType, pieces: readonly (Uint8Array | null)[]): FilterHint {
  const isPhone = PHONES.has(type.oid);
  if (!isPhone && !SEARCHED.has(type.oid)) return ALL;
  const texts = pieces.map((piece) => (piece === null ? '' : (textOf(piece) ?? '')));
  const words = isPhone ? texts.map(foldPhone) : texts.flatMap((text) => text.split(/\s+/u));
  const longest = words.reduce((a, b) => (b.length > a.length ? b : a), '');
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

function oidOf(name: string): string | undefined {
  return DIRECTORY_SCHEMA.attribute(name)?.oid;
}
