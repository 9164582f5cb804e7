/** From the attributes that a client wants to what is to be changed: the rules of the schema. RFC 4511 section 4.6, RFC 4512 section 2.4 */
import { formatRelativeName } from '../../../wire/ldap/distinguished-name.ts';
import { DIRECTORY_SCHEMA } from '../../../wire/ldap/schema/directory-schema.ts';
import type { AttributeType } from '../../../wire/ldap/schema/schema.ts';
import type { AttributeRow, EntryDefinition } from '../entries/attribute-row.ts';
import type { Entry } from '../entries/entry.ts';
import type { Wanted } from './apply-changes.ts';
import { formOf } from './given-attribute.ts';
import { mustBeClasses, requiredOf } from './object-classes.ts';
import { Refusal } from './refusal.ts';

/** The values of this very attribute, and of none that is a kind of it. */
export function valuesIn(entry: Entry, type: AttributeType): readonly string[] {
  return entry.attributes.find((each) => each.type === type)?.values ?? [];
}

export function isCount<T, C>({ rows }: EntryDefinition<T, C>, type: AttributeType): boolean {
  return rows.some(({ name, isCount }) => isCount === true && name === type.name);
}

/**
 * What each of the wanted attributes that is not so yet means. Attributes that follow from others mean nothing by
 * themselves: `mustReadBack` tells whether they are what was wanted.
 *
 * @param before null for an entry that is about to be made. Throws Refusal.
 */
export function planChange<T, C>(
  definition: EntryDefinition<T, C>,
  before: Entry | null,
  wanted: Wanted,
): readonly C[] {
  const required = requiredOf(definition.classes);
  const changes: C[] = [];
  for (const [type, values] of wanted) {
    if (type.name === 'objectClass') {
      mustBeClasses(definition.classes, values, before !== null);
      continue;
    }
    const row = rowOf(definition, type);
    if (values.length > 1 && row.isList !== true) {
      throw new Refusal('constraintViolation', `${type.name}: multiple values provided`);
    }
    if (before !== null && type.name === definition.naming) mustHold(before, type, values);
    if (values.length === 0 && required.has(type)) throw missing(type);
    if (before !== null && isSame(valuesIn(before, type), values)) continue;
    const change = row.write?.(values);
    if (change === null) throw new Refusal('constraintViolation', `${type.name}: not a value that it can have`);
    if (change !== undefined) changes.push(change);
  }
  return changes;
}

/** Whether everything is there that entries of the kind must have. Throws Refusal. */
export function mustHaveRequired({ classes }: Pick<EntryDefinition<never, never>, 'classes'>, wanted: Wanted): void {
  for (const type of requiredOf(classes)) if (!wanted.has(type)) throw missing(type);
}

/**
 * What was asked for must be what will be read: nothing is taken and then left out.
 *
 * @param draft what there would be. Throws Refusal.
 */
export function mustReadBack<T, C>(definition: EntryDefinition<T, C>, draft: T, wanted: Wanted): void {
  for (const [type, values] of wanted) {
    if (type.name === 'objectClass') continue;
    const read = rowOf(definition, type).read(draft);
    const shown = (typeof read === 'string' ? [read] : (read ?? [])).filter((value) => value !== '');
    if (isSame(shown, values)) continue;
    const forms = new Set(shown.map((value) => formOf(type, value)));
    if (values.length === forms.size && values.every((value) => forms.has(formOf(type, value)))) continue;
    const would = shown.length === 0 ? 'would not be there' : `would be "${shown.join('", "')}"`;
    throw new Refusal('constraintViolation', `${type.name}: ${would}, which follows from other attributes or the name`);
  }
}

function rowOf<T, C>({ rows }: EntryDefinition<T, C>, { name }: AttributeType): AttributeRow<T, C> {
  const row = rows.find((each) => each.name === name);
  if (row === undefined) throw new Refusal('objectClassViolation', `attribute '${name}' not allowed`);
  return row;
}

/** RFC 4511 section 4.6: the value that is part of the name is changed by Modify DN. */
function mustHold({ name }: Entry, type: AttributeType, values: readonly string[]): void {
  const [rdn = []] = name;
  const named = rdn.filter((part) => DIRECTORY_SCHEMA.attribute(part.type) === type);
  if (named.every(({ value }) => values.some((each) => formOf(type, each) === formOf(type, value)))) return;
  throw new Refusal('notAllowedOnRDN', `the entry is named by ${formatRelativeName(rdn)}`);
}

function missing({ name }: AttributeType): Refusal {
  return new Refusal('objectClassViolation', `the class requires attribute '${name}'`);
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((value, index) => value === other[index]);
}
