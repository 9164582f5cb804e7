/** An entry as one client may see it: what he may not read is not in it, so that no filter can ask for it either. */
import { type DistinguishedName, formatName } from '../../../wire/ldap/distinguished-name.ts';
import { DIRECTORY_SCHEMA } from '../../../wire/ldap/schema/directory-schema.ts';
import type { ValueForm } from '../../../wire/ldap/schema/matching-rules.ts';
import type { AttributeType } from '../../../wire/ldap/schema/schema.ts';

/** One value, made when it is first asked for: of what the server keeps of entries most clients never ask. */
export type LaterValue = () => string;

export class EntryAttribute {
  readonly type: AttributeType;
  #values: readonly string[] | LaterValue;
  #form: ValueForm | null = null;
  #forms: readonly (string | null)[] = [];

  constructor(type: AttributeType, values: readonly string[] | LaterValue) {
    this.type = type;
    this.#values = values;
  }

  /** At least one. */
  get values(): readonly string[] {
    const values = this.#values;
    return typeof values === 'function' ? (this.#values = [values()]) : values;
  }

  /** How many values there are. */
  get count(): number {
    return typeof this.#values === 'function' ? 1 : this.#values.length;
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

export class Entry {
  readonly name: DistinguishedName;
  readonly attributes: readonly EntryAttribute[];
  /**
   * What was asked for last, as octets: programs with address books ask for the same of everybody, over and over. Kept
   * here and not in a map beside it, since such maps cost the collector more than all the rest.
   */
  sent: { readonly key: string; readonly octets: Uint8Array } | null = null;

  constructor(name: DistinguishedName, attributes: readonly EntryAttribute[]) {
    this.name = name;
    this.attributes = attributes;
  }
}

/** By attribute name; empty texts, nulls and empty lists are attributes that the entry does not have. */
export type EntryValues = Readonly<Record<string, string | readonly string[] | LaterValue | null>>;

/** RFC 4512 section 4.2 */
export const SUBSCHEMA_NAME: DistinguishedName = [[{ type: 'cn', value: 'Subschema' }]];

/** @param values in the order in which they are returned. */
export function makeEntry(name: DistinguishedName, values: EntryValues): Entry {
  const attributes: EntryAttribute[] = [];
  const put = (description: string, given: EntryValues[string]) => {
    const list = valuesIn(given);
    if (typeof list === 'function' || list.length > 0) attributes.push(new EntryAttribute(typeOf(description), list));
  };
  for (const description in values) put(description, values[description] ?? null);
  put('entryDN', () => formatName(name));
  put('subschemaSubentry', SUBSCHEMA);
  return new Entry(name, attributes);
}

const SUBSCHEMA = formatName(SUBSCHEMA_NAME);
/** By the names that stand in our tables: looking them up in the schema, which folds them, took half of making an entry. */
const TYPES = new Map<string, AttributeType>();

function typeOf(description: string): AttributeType {
  const known = TYPES.get(description);
  if (known !== undefined) return known;
  const type = DIRECTORY_SCHEMA.attribute(description);
  if (type === null) throw new TypeError(`no attribute ${description} in the schema`);
  TYPES.set(description, type);
  return type;
}

/** What is filtered is kept with room for more: an entry of people would take twice the memory. */
function valuesIn(given: EntryValues[string]): readonly string[] | LaterValue {
  if (given === null || given === '') return [];
  if (typeof given === 'function') return given;
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
