/** What can be said of a filter without an entry. */
import type { Filter } from '../../../wire/ldap/filter.ts';
import { DIRECTORY_SCHEMA } from '../../../wire/ldap/schema/directory-schema.ts';

/** Whether the filter looks at one of these attributes, or at one that they are a kind of. */
export function mentionsAny(filter: Filter, attributes: readonly string[]): boolean {
  return assertionsOf(filter).some((each) => {
    // One without an attribute looks at all that its rule is for.
    if (each.attribute === null) return true;
    const type = DIRECTORY_SCHEMA.attribute(each.attribute);
    return type !== null && attributes.some((name) => DIRECTORY_SCHEMA.attribute(name)?.lineage.includes(type.oid));
  });
}

/** Whether it looks for a part of a text that stands nearly everywhere: fewer than `minLength` characters in its longest piece. */
export function hasShortSubstring(filter: Filter, minLength: number): boolean {
  return assertionsOf(filter).some((each) => {
    if (each.kind !== 'substrings') return false;
    const pieces = [each.initial, ...each.any, each.final].filter((piece) => piece !== null);
    return pieces.every((piece) => [...Buffer.from(piece).toString('utf8')].length < minLength);
  });
}

type AssertionFilter = Exclude<Filter, { readonly kind: 'and' | 'or' | 'not' }>;

function assertionsOf(filter: Filter): readonly AssertionFilter[] {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return filter.filters.flatMap(assertionsOf);
    case 'not':
      return assertionsOf(filter.filter);
    default:
      return [filter];
  }
}
