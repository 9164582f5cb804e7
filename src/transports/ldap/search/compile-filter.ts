/**
 * Filters as tests of an entry: RFC 4511 section 4.5.1.7. A part that cannot be decided (an attribute or rule that is not
 * known, a value that its syntax does not allow) is neither true nor false, and stays so under `not`.
 */
import { isFailure } from '../../../base/failure.ts';
import type { ExtensibleFilter, Filter, SubstringFilter } from '../../../wire/ldap/filter.ts';
import { DIRECTORY_SCHEMA } from '../../../wire/ldap/schema/directory-schema.ts';
import type { MatchingRule } from '../../../wire/ldap/schema/matching-rules.ts';
import { type AttributeType, hasOptions } from '../../../wire/ldap/schema/schema.ts';
import { decodeUtf8 } from '../../../wire/line/decode-utf8.ts';
import { attributesOf, type Entry, type EntryAttribute } from '../entries/entry.ts';

export type Verdict = boolean | 'undefined';
export type EntryTest = (entry: Entry) => Verdict;

const UNDECIDED: EntryTest = () => 'undefined';

/** Values are brought into their comparable forms once, for all entries. */
export function compileFilter(filter: Filter): EntryTest {
  switch (filter.kind) {
    case 'and':
      return combine(filter.filters.map(compileFilter), false);
    case 'or':
      return combine(filter.filters.map(compileFilter), true);
    case 'not': {
      const test = compileFilter(filter.filter);
      return (entry) => negate(test(entry));
    }
    case 'present': {
      const type = DIRECTORY_SCHEMA.attribute(filter.attribute);
      if (type === null) return UNDECIDED;
      const read = reading(filter.attribute, type);
      return (entry) => read(entry).length > 0;
    }
    case 'equal':
    case 'approximate':
      return compileEquality(filter.attribute, filter.value);
    case 'greater-or-equal':
      return compileAssertion(filter.attribute, 'ordering', filter.value, (given, asserted) => given >= asserted);
    case 'less-or-equal':
      return compileAssertion(filter.attribute, 'ordering', filter.value, (given, asserted) => given <= asserted);
    case 'substrings':
      return compileSubstrings(filter);
    case 'extensible':
      return compileExtensible(filter);
  }
}

/** Whether a value is the asserted one: also what Compare asks. */
export function compileEquality(attribute: string, asserted: Uint8Array): EntryTest {
  return compileAssertion(attribute, 'equality', asserted, (given, wanted) => given === wanted);
}

/** @param decisive the verdict that decides for all. */
function combine(tests: readonly EntryTest[], decisive: boolean): EntryTest {
  return (entry) => {
    let isUndefined = false;
    for (const test of tests) {
      const verdict = test(entry);
      if (verdict === decisive) return decisive;
      if (verdict === 'undefined') isUndefined = true;
    }
    return isUndefined ? 'undefined' : !decisive;
  };
}

function negate(verdict: Verdict): Verdict {
  return verdict === 'undefined' ? verdict : !verdict;
}

function compileAssertion(
  attribute: string,
  kind: 'equality' | 'ordering',
  asserted: Uint8Array,
  holds: (given: string, asserted: string) => boolean,
): EntryTest {
  const type = DIRECTORY_SCHEMA.attribute(attribute);
  const rule = type?.[kind] ?? null;
  const wanted = rule === null ? null : formOf(rule, asserted);
  if (type === null || rule === null || wanted === null) return UNDECIDED;
  const read = reading(attribute, type);
  return (entry) => anyForm(read(entry), rule, (given) => holds(given, wanted));
}

function compileSubstrings({ attribute, initial, any, final }: SubstringFilter): EntryTest {
  const type = DIRECTORY_SCHEMA.attribute(attribute);
  const rule = type?.substrings ?? null;
  if (type === null || rule === null) return UNDECIDED;
  const form = (piece: Uint8Array | null) => (piece === null ? '' : formOf(rule, piece));
  const first = form(initial);
  const last = form(final);
  const middle = any.map(form);
  if (first === null || last === null || !isComplete(middle)) return UNDECIDED;
  const read = reading(attribute, type);
  return (entry) => anyForm(read(entry), rule, (given) => hasPieces(given, first, middle, last));
}

function reading(description: string, type: AttributeType): (entry: Entry) => readonly EntryAttribute[] {
  return hasOptions(description) ? () => [] : (entry) => attributesOf(entry, type);
}

function hasPieces(given: string, first: string, middle: readonly string[], last: string): boolean {
  if (!given.startsWith(first)) return false;
  let at = first.length;
  for (const piece of middle) {
    const found = given.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return given.length - last.length >= at && given.endsWith(last);
}

function compileExtensible(filter: ExtensibleFilter): EntryTest {
  const type = filter.attribute === null ? null : DIRECTORY_SCHEMA.attribute(filter.attribute);
  const rule = filter.rule === null ? (type?.equality ?? null) : DIRECTORY_SCHEMA.rule(filter.rule);
  const wanted = rule?.kind === 'equality' ? formOf(rule, filter.value) : null;
  if (rule === null || wanted === null || (filter.attribute !== null && type === null)) return UNDECIDED;
  const isMeant = (each: AttributeType) =>
    type === null ? each.syntax === rule.syntax : each.lineage.includes(type.oid);
  return (entry) => {
    const attributes = entry.attributes.filter((each) => isMeant(each.type));
    if (anyForm(attributes, rule, (given) => given === wanted)) return true;
    return filter.withNameAttributes && nameValues(entry, isMeant).some((value) => rule.form(value) === wanted);
  };
}

function nameValues(entry: Entry, isMeant: (type: AttributeType) => boolean): readonly string[] {
  return entry.name.flat().flatMap(({ type, value }) => {
    const known = DIRECTORY_SCHEMA.attribute(type);
    return known !== null && isMeant(known) ? [value] : [];
  });
}

function anyForm(
  attributes: readonly EntryAttribute[],
  { form }: MatchingRule,
  holds: (form: string) => boolean,
): boolean {
  for (const attribute of attributes) {
    for (const given of attribute.forms(form)) if (given !== null && holds(given)) return true;
  }
  return false;
}

function formOf(rule: MatchingRule, value: Uint8Array): string | null {
  try {
    return rule.form(decodeUtf8(value));
  } catch (error) {
    if (isFailure(error, 'invalid')) return null;
    throw error;
  }
}

function isComplete(forms: readonly (string | null)[]): forms is readonly string[] {
  return !forms.includes(null);
}
