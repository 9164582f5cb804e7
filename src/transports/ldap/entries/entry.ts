/** An entry as one client may see it: what he may not read is not in it, so that no filter can ask for it either. */
import { type DistinguishedName, formatName } from '../../../wire/ldap/distinguished-name.ts';
import { DIRECTORY_SCHEMA } from '../../../wire/ldap/schema/directory-schema.ts';
import type { ValueForm } from '../../../wire/ldap/schema/matching-rules.ts';
import type { AttributeType } from '../../../wire/ldap/schema/schema.ts';

export class EntryAttribute {
  readonly type: AttributeType;
  /** At least one. */
  readonly values: readonly string[];
  #form: ValueForm | null = null;
  #forms: readonly (string | null)[] = [];

  constructor(type: AttributeType, values: readonly string[]) {
    this.type = type;
    this.values = values;
  }

  /** The values in a comparable form; made once, since an entry is compared with one filter after the other. */
  forms(form: ValueForm): readonly (string | null)[] {
    if (this.#form !== form) {
      this.#form = form;
      this.#forms = this.values.map(form);
    }
    return this.#forms;
  }
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
  const everyEntryHas = { entryDN: formatName(name), subschemaSubentry: SUBSCHEMA };
  for (const [description, given] of Object.entries({ ...values, ...everyEntryHas })) {
    const list = valuesIn(given);
    if (list.length === 0) continue;
    const type = DIRECTORY_SCHEMA.attribute(description);
    if (type === null) throw new TypeError(`no attribute ${description} in the schema`);
    attributes.push(new EntryAttribute(type, list));
  }
  return { name, attributes };
}

const SUBSCHEMA = formatName(SUBSCHEMA_NAME);
/** What is filtered is kept with room for more: an entry of people would take twice the memory. */
function valuesIn(given: EntryValues[string]): readonly string[] {
  if (given === null || given === '') return [];
  if (typeof given === 'string') return [given];
  return given.includes('') ? given.filter((value) => value !== '') : given;
}

/** Of an attribute and of all that are a kind of it; empty where the entry has none. RFC 4512 section 2.5.1 */
export function valuesOf(entry: Entry, type: AttributeType): readonly string[] {
  const own = attributesOf(entry, type);
  return own.length === 1 ? (own[0]?.values ?? []) : own.flatMap(({ values }) => values);
}

/** The same as attributes. */
export function attributesOf({ attributes }: Entry, type: AttributeType): readonly EntryAttribute[] {
  const found: EntryAttribute[] = [];
  // Asked some thousand times in each search.
  for (const each of attributes) if (each.type === type || isKindOf(each.type, type)) found.push(each);
  return found;
}

/** The first of a lineage is the type itself. */
function isKindOf({ lineage }: AttributeType, type: AttributeType): boolean {
  return lineage.length > 1 && lineage.includes(type.oid);
}
