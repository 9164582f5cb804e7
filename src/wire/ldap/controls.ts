/** Values of the controls that are understood. */
import { Failure } from '../../base/failure.ts';
import { BerReader } from './ber-reader.ts';
import { context, OCTET_STRING } from './ber-tag.ts';
import { constructed, encode, enumerated, integer, octets } from './ber-writer.ts';
import type { Filter } from './filter.ts';
import type { FilterLimits } from './filter-limits.ts';
import { formatEntry } from './format-response.ts';
import { MAX_ATTRIBUTES } from './limits.ts';
import { parseFilter } from './parse-filter.ts';
import type { Attribute } from './request.ts';
import { RESULT, type ResultName } from './result-code.ts';

export const CONTROL = {
  /** RFC 2696 */
  pagedResults: '1.2.840.113556.1.4.319',
  /** RFC 2891 */
  sortRequest: '1.2.840.113556.1.4.473',
  sortResponse: '1.2.840.113556.1.4.474',
  /** RFC 4528 */
  assertion: '1.3.6.1.1.12',
  /** RFC 4527 */
  preRead: '1.3.6.1.1.13.1',
  postRead: '1.3.6.1.1.13.2',
  /** RFC 3296 */
  manageDsaIT: '2.16.840.1.113730.3.4.2',
} as const;

/** Keys by which one search may be sorted. */
const MAX_SORT_KEYS = 8;

export interface PageControl {
  /** Entries of a page; in a reply the estimated number in all, 0 where it is not known. */
  readonly size: number;
  /** Empty at the beginning and at the end. */
  readonly cookie: Uint8Array;
}

export interface SortKey {
  readonly attribute: string;
  readonly rule: string | null;
  readonly isReverse: boolean;
}

/** RFC 2696 section 2. Throws Failure `invalid`. */
export function parsePageControl(value: Uint8Array): PageControl {
  const reader = only(value);
  const page = { size: reader.integer(), cookie: reader.octets() };
  if (page.size < 0) throw new Failure('invalid', 'a page of a negative size');
  return page;
}

export function formatPageControl({ size, cookie }: PageControl): Uint8Array {
  return encode(constructed([integer(size), octets(cookie)]));
}

/** RFC 2891 section 1.1. At least one key. Throws Failure `invalid`, `too-many`. */
export function parseSortControl(value: Uint8Array): readonly SortKey[] {
  const keys: SortKey[] = [];
  for (const key of only(value).each((each) => each.constructed())) {
    if (keys.length === MAX_SORT_KEYS) throw new Failure('too-many', 'too many sort keys');
    keys.push({
      attribute: key.text(OCTET_STRING),
      rule: key.optional(context(0), (each) => each.text(context(0))) ?? null,
      isReverse: key.optional(context(1), (each) => each.boolean(context(1))) ?? false,
    });
  }
  if (keys.length === 0) throw new Failure('invalid', 'no sort key');
  return keys;
}

export function formatSortControl(keys: readonly SortKey[]): Uint8Array {
  const format = ({ attribute, rule, isReverse }: SortKey) =>
    constructed([
      octets(attribute),
      ...(rule === null ? [] : [octets(rule, context(0))]),
      ...(isReverse ? [octets(Uint8Array.of(0xff), context(1))] : []),
    ]);
  return encode(constructed(keys.map(format)));
}

/** RFC 2891 section 1.2. */
export function formatSortResult(code: ResultName, attribute: string | null): Uint8Array {
  return encode(
    constructed([enumerated(RESULT[code]), ...(attribute === null ? [] : [octets(attribute, context(0))])]),
  );
}

/** RFC 4528 section 3. Throws Failure `invalid`, `too-many`. */
export function parseAssertionControl(value: Uint8Array, limits?: FilterLimits): Filter {
  const reader = new BerReader(value);
  const filter = parseFilter(reader, limits);
  reader.mustEnd();
  return filter;
}

/** The attributes that are asked for before or after a change: RFC 4527 section 3. Throws Failure `invalid`, `too-many`. */
export function parseReadControl(value: Uint8Array): readonly string[] {
  const attributes = [...only(value).each((each) => each.text())];
  if (attributes.length > MAX_ATTRIBUTES) throw new Failure('too-many', 'too many attributes');
  return attributes;
}

export function formatReadControl(name: string, attributes: readonly Attribute[]): Uint8Array {
  return encode(formatEntry(name, attributes));
}

/** The contents of the one sequence that a value is. */
function only(value: Uint8Array): BerReader {
  const whole = new BerReader(value);
  const reader = whole.constructed();
  whole.mustEnd();
  return reader;
}
