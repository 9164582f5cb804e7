/** What the entries below the branches are made of: of which classes, and which attributes they can have at all. */
import { DIRECTORY_SCHEMA } from '../../../wire/ldap/schema/directory-schema.ts';
import type { AttributeType } from '../../../wire/ldap/schema/schema.ts';
import { ALIAS_ATTRIBUTES, ALIAS_CLASSES } from './alias-attributes.ts';
import { GROUP_ATTRIBUTES, GROUP_CLASSES } from './group-attributes.ts';
import { PERSON_ATTRIBUTES, PERSON_CLASSES } from './person-attributes.ts';

export type EntryKind = 'user' | 'alias' | 'group';

export const ENTRY_KINDS: readonly EntryKind[] = ['user', 'alias', 'group'];

const CLASSES: Readonly<Record<EntryKind, readonly string[]>> = {
  user: PERSON_CLASSES,
  alias: ALIAS_CLASSES,
  group: GROUP_CLASSES,
};

/** Beside objectClass and what is operational, which all have. */
export const ATTRIBUTES: Readonly<Record<EntryKind, readonly string[]>> = {
  user: namesIn(PERSON_ATTRIBUTES),
  alias: namesIn(ALIAS_ATTRIBUTES),
  group: namesIn(GROUP_ATTRIBUTES),
};

/** The kinds of a class, by its name or object identifier. */
export function kindsOfClass(name: string): readonly EntryKind[] {
  const wanted = DIRECTORY_SCHEMA.objectClass(name.trim());
  return wanted === null ? [] : ENTRY_KINDS.filter((kind) => CLASSES[kind].includes(wanted.name));
}

/** The kinds that can have the attribute, or one that is a kind of it. */
export function kindsWith(type: AttributeType): readonly EntryKind[] {
  if (type.isOperational || type.name === 'objectClass') return ENTRY_KINDS;
  const isMeant = (name: string) => DIRECTORY_SCHEMA.attribute(name)?.lineage.includes(type.oid) === true;
  return ENTRY_KINDS.filter((kind) => ATTRIBUTES[kind].some(isMeant));
}

function namesIn(rows: readonly { readonly name: string }[]): readonly string[] {
  return rows.map(({ name }) => name).filter((name) => name !== 'objectClass');
}
