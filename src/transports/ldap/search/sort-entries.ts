/** Server-side sorting: RFC 2891. */
import type { SortKey } from '../../../wire/ldap/controls.ts';
import type { ResultName } from '../../../wire/ldap/result-code.ts';
import { DIRECTORY_SCHEMA } from '../../../wire/ldap/schema/directory-schema.ts';
import type { MatchingRule } from '../../../wire/ldap/schema/matching-rules.ts';
import type { AttributeType } from '../../../wire/ldap/schema/schema.ts';
import { type Entry, valuesOf } from '../entries/entry.ts';

interface Order {
  readonly type: AttributeType;
  readonly rule: MatchingRule;
  readonly isReverse: boolean;
}

export type SortPlan =
  | { readonly isPossible: true; sort(entries: readonly Entry[]): readonly Entry[] }
  | { readonly isPossible: false; readonly code: ResultName; readonly attribute: string };

export function planSort(keys: readonly SortKey[]): SortPlan {
  const orders: Order[] = [];
  for (const { attribute, rule: name, isReverse } of keys) {
    const type = DIRECTORY_SCHEMA.attribute(attribute);
    if (type === null) return { isPossible: false, code: 'noSuchAttribute', attribute };
    // Names and addresses have no rule of order in the standard schema; people want them sorted all the same.
    const rule = name === null ? (type.ordering ?? type.equality) : DIRECTORY_SCHEMA.rule(name);
    if (rule === null || rule.kind === 'substrings') {
      return { isPossible: false, code: 'inappropriateMatching', attribute };
    }
    orders.push({ type, rule, isReverse });
  }
  return { isPossible: true, sort: (entries) => sortBy(entries, orders) };
}

function sortBy(entries: readonly Entry[], orders: readonly Order[]): readonly Entry[] {
  const keyed = entries.map((entry) => ({ entry, keys: orders.map((order) => keyOf(entry, order)) }));
  keyed.sort((a, b) => {
    for (const [index, { isReverse }] of orders.entries()) {
      const difference = compare(a.keys[index] ?? null, b.keys[index] ?? null);
      if (difference !== 0) return isReverse ? -difference : difference;
    }
    return 0;
  });
  return keyed.map(({ entry }) => entry);
}

/** The least of several values; null for none: RFC 2891 section 2.2. */
function keyOf(entry: Entry, { type, rule }: Order): string | null {
  let least: string | null = null;
  for (const value of valuesOf(entry, type)) {
    const form = rule.form(value);
    if (form !== null && (least === null || form < least)) least = form;
  }
  return least;
}

/** An entry without a value comes behind all others. */
function compare(one: string | null, other: string | null): number {
  if (one === other) return 0;
  if (one === null) return 1;
  if (other === null) return -1;
  return one < other ? -1 : 1;
}
