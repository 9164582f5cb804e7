/** What of an entry a client asked for: RFC 4511 section 4.5.1.8, RFC 3673 (`+`), RFC 4529 (`@class`). */
import type { TextAttribute } from '../../../wire/ldap/encode-search-entry.ts';
import type { Attribute } from '../../../wire/ldap/request.ts';
import { DIRECTORY_SCHEMA } from '../../../wire/ldap/schema/directory-schema.ts';
import { type AttributeType, hasOptions } from '../../../wire/ldap/schema/schema.ts';
import type { Entry } from '../entries/entry.ts';

const NOTHING = '1.1';

export interface AttributeSelection {
  /** The same for selections that are the same. */
  readonly key: string;
  has(type: AttributeType): boolean;
  texts(entry: Entry): readonly TextAttribute[];
  from(entry: Entry): readonly Attribute[];
}

/** @param wanted attribute descriptions and the signs `*`, `+`, `1.1`, `@class`; none is the same as `*`. */
export function selectAttributes(wanted: readonly string[], typesOnly: boolean): AttributeSelection {
  const has = compileSelection(wanted);
  const texts = ({ attributes }: Entry): readonly TextAttribute[] => {
    const selected: TextAttribute[] = [];
    // Values of the others are not asked for: some would have to be made.
    for (const each of attributes) {
      if (has(each.type)) selected.push({ type: each.type.name, values: typesOnly ? [] : each.values });
    }
    return selected;
  };
  return {
    key: JSON.stringify([typesOnly, wanted]),
    has,
    texts,
    from: (entry) =>
      texts(entry).map(({ type, values }) => ({ type, values: values.map((value) => Buffer.from(value)) })),
  };
}

function compileSelection(wanted: readonly string[]): (type: AttributeType) => boolean {
  if (wanted.length === 0) return (type) => !type.isOperational;
  if (wanted.length === 1 && wanted[0] === NOTHING) return () => false;
  const named = new Set<string>();
  for (const description of wanted) {
    for (const name of description.startsWith('@') ? attributesOfClass(description.slice(1)) : [description]) {
      const type = DIRECTORY_SCHEMA.attribute(name);
      if (type !== null && !hasOptions(name)) named.add(type.oid);
    }
  }
  const takesUser = wanted.includes('*');
  const takesOperational = wanted.includes('+');
  return (type) =>
    (type.isOperational ? takesOperational : takesUser) || type.lineage.some((ancestor) => named.has(ancestor));
}

/** Of the class and those above it; an unknown class has none. */
function attributesOfClass(name: string): readonly string[] {
  const found = DIRECTORY_SCHEMA.objectClass(name);
  if (found === null) return [];
  return [...found.must, ...found.may, ...found.superiors.flatMap(attributesOfClass)];
}
