/** Filters to BER. RFC 4511 section 4.5.1.7 */
import { context, contextConstructed } from './ber-tag.ts';
import { type BerElement, boolean, constructed, octets } from './ber-writer.ts';
import type { Filter } from './filter.ts';

const ASSERTION_TAG = {
  equal: contextConstructed(3),
  'greater-or-equal': contextConstructed(5),
  'less-or-equal': contextConstructed(6),
  approximate: contextConstructed(8),
} as const;

export function encodeFilter(filter: Filter): BerElement {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return constructed(filter.filters.map(encodeFilter), contextConstructed(filter.kind === 'and' ? 0 : 1));
    case 'not':
      return constructed([encodeFilter(filter.filter)], contextConstructed(2));
    case 'equal':
    case 'greater-or-equal':
    case 'less-or-equal':
    case 'approximate':
      return constructed([octets(filter.attribute), octets(filter.value)], ASSERTION_TAG[filter.kind]);
    case 'present':
      return octets(filter.attribute, context(7));
    case 'substrings': {
      const pieces = [
        ...optional(filter.initial, 0),
        ...filter.any.map((piece) => octets(piece, context(1))),
        ...optional(filter.final, 2),
      ];
      return constructed([octets(filter.attribute), constructed(pieces)], contextConstructed(4));
    }
    case 'extensible':
      return constructed(
        [
          ...optional(filter.rule, 1),
          ...optional(filter.attribute, 2),
          octets(filter.value, context(3)),
          ...(filter.withNameAttributes ? [boolean(true, context(4))] : []),
        ],
        contextConstructed(9),
      );
  }
}

function optional(value: Uint8Array | string | null, number: number): readonly BerElement[] {
  return value === null ? [] : [octets(value, context(number))];
}
