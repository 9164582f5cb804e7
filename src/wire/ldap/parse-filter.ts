/** Filters from BER. RFC 4511 section 4.5.1.7 */
import { Failure } from '../../base/failure.ts';
import type { BerReader } from './ber-reader.ts';
import { context, contextConstructed } from './ber-tag.ts';
import type { Filter, SubstringFilter } from './filter.ts';
import { DEFAULT_FILTER_LIMITS, FilterBudget, type FilterLimits } from './filter-limits.ts';
import { MAX_SUBSTRING_PIECES } from './limits.ts';

const TAG = {
  and: contextConstructed(0),
  or: contextConstructed(1),
  not: contextConstructed(2),
  equal: contextConstructed(3),
  substrings: contextConstructed(4),
  greaterOrEqual: contextConstructed(5),
  lessOrEqual: contextConstructed(6),
  present: context(7),
  approximate: contextConstructed(8),
  extensible: contextConstructed(9),
} as const;

/** Throws Failure `invalid`, `too-many` (terms, depth). */
export function parseFilter(reader: BerReader, limits: FilterLimits = DEFAULT_FILTER_LIMITS): Filter {
  return parse(reader, new FilterBudget(limits), 1);
}

function parse(reader: BerReader, budget: FilterBudget, depth: number): Filter {
  budget.spend(depth);
  switch (reader.nextTag) {
    case TAG.and:
    case TAG.or: {
      const kind = reader.nextTag === TAG.and ? 'and' : 'or';
      const inner = reader.constructed(reader.nextTag);
      return { kind, filters: [...inner.each((each) => parse(each, budget, depth + 1))] };
    }
    case TAG.not: {
      const inner = reader.constructed(TAG.not);
      const filter = parse(inner, budget, depth + 1);
      inner.mustEnd();
      return { kind: 'not', filter };
    }
    case TAG.equal:
      return { kind: 'equal', ...parseAssertion(reader, TAG.equal) };
    case TAG.greaterOrEqual:
      return { kind: 'greater-or-equal', ...parseAssertion(reader, TAG.greaterOrEqual) };
    case TAG.lessOrEqual:
      return { kind: 'less-or-equal', ...parseAssertion(reader, TAG.lessOrEqual) };
    case TAG.approximate:
      return { kind: 'approximate', ...parseAssertion(reader, TAG.approximate) };
    case TAG.present:
      return { kind: 'present', attribute: reader.text(TAG.present) };
    case TAG.substrings:
      return parseSubstrings(reader.constructed(TAG.substrings));
    case TAG.extensible:
      return parseExtensible(reader.constructed(TAG.extensible));
    default:
      throw new Failure('invalid', 'a filter of an unknown kind');
  }
}

function parseAssertion(reader: BerReader, tag: number) {
  const inner = reader.constructed(tag);
  const assertion = { attribute: inner.text(), value: inner.octets() };
  inner.mustEnd();
  return assertion;
}

function parseSubstrings(reader: BerReader): SubstringFilter {
  const attribute = reader.text();
  const pieces = reader.constructed();
  reader.mustEnd();
  const initial = pieces.optional(context(0), (each) => each.octets(context(0))) ?? null;
  const any: Uint8Array[] = [];
  while (pieces.nextTag === context(1)) {
    if (any.length === MAX_SUBSTRING_PIECES) throw new Failure('too-many', 'a substring of too many pieces');
    any.push(pieces.octets(context(1)));
  }
  const final = pieces.optional(context(2), (each) => each.octets(context(2))) ?? null;
  pieces.mustEnd();
  const all = [initial, ...any, final].filter((piece) => piece !== null);
  if (all.length === 0 || all.some((piece) => piece.length === 0)) {
    throw new Failure('invalid', 'a substring without a piece, or with an empty one');
  }
  return { kind: 'substrings', attribute, initial, any, final };
}

function parseExtensible(reader: BerReader): Filter {
  const rule = reader.optional(context(1), (each) => each.text(context(1))) ?? null;
  const attribute = reader.optional(context(2), (each) => each.text(context(2))) ?? null;
  const value = reader.octets(context(3));
  const withNameAttributes = reader.optional(context(4), (each) => each.boolean(context(4))) ?? false;
  reader.mustEnd();
  if (rule === null && attribute === null) throw new Failure('invalid', 'neither a rule nor an attribute');
  return { kind: 'extensible', rule, attribute, value, withNameAttributes };
}
