/** An entry as one client may see it: what he may not read is not in it, so that no filter can ask for it either. */
import { type DistinguishedName, formatName } from '../../../wire/ldap/distinguished-name.ts';
import { DIRECTORY_SCHEMA } from '../../../wire/ldap/schema/directory-schema.ts';
import type { AttributeType } from '../../../wire/ldap/schema/schema.ts';

export interface EntryAttribute {
  readonly type: AttributeType;
  /** At least one. */
  readonly values: readonly string[];
}

export interface Entry {
  readonly name: DistinguishedName;
  readonly attributes: readonly EntryAttribute[];
}

/** By attribute name; empty texts, nulls and empty lists are attributes that the entry does not have. */
export type EntryValues = Readonly<Record<string, string | readonly string[] | null>>;

/** RFC 4512 section 4.2 */
export const SUBSCHEMA_NAME: DistinguishedName = [[{ type: 'cn', value: 'Subschema' }]];

/** @param values in the order in which they are returned. */
export function makeEntry(name: DistinguishedName, values: EntryValues): Entry {
  const attributes: EntryAttribute[] = [];
  const everyEntryHas = { entryDN: formatName(name), subschemaSubentry: formatName(SUBSCHEMA_NAME) };
  for (const [description, given] of Object.entries({ ...values, ...everyEntryHas })) {
    const list = (typeof given === 'string' ? [given] : (given ?? [])).filter((value) => value !== '');
    if (list.length === 0) continue;
    const type = DIRECTORY_SCHEMA.attribute(description);
    if (type === null) throw new TypeError(`no attribute ${description} in the schema`);
    attributes.push({ type, values: list });
  }
  return { name, attributes };
}

/** Of an attribute and of all that are a kind of it; empty where the entry has none. RFC 4512 section 2.5.1 */
export function valuesOf(entry: Entry, type: AttributeType): readonly string[] {
  const own = entry.attributes.filter((each) => each.type.lineage.includes(type.oid));
  return own.length === 1 ? (own[0]?.values ?? []) : own.flatMap(({ values }) => values);
}
