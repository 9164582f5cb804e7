/** What entries here are made of, where that is less than their classes allow: for clients that ask the schema. RFC 4512 section 4.1.6 */
import { DIRECTORY_SCHEMA } from '../../../wire/ldap/schema/directory-schema.ts';
import type { ObjectClass } from '../../../wire/ldap/schema/schema.ts';
import { ALIAS } from './alias-attributes.ts';
import type { EntryDefinition } from './attribute-row.ts';
import { GROUP } from './group-attributes.ts';
import { PERSON } from './person-attributes.ts';

/** Written, and never read: in no table. */
const WRITTEN_ONLY = 'userPassword';

export const CONTENT_RULES: readonly string[] = [
  contentRule('mailroomPersonContent', PERSON, [WRITTEN_ONLY]),
  contentRule('mailroomAliasContent', ALIAS),
  contentRule('mailroomGroupContent', GROUP),
];

function contentRule<T, C>(
  name: string,
  { classes, rows }: EntryDefinition<T, C>,
  more: readonly string[] = [],
): string {
  const known = classes.map((each) => DIRECTORY_SCHEMA.objectClass(each)).filter((each) => each !== null);
  const structural = known.findLast(({ kind }) => kind === 'structural');
  if (structural === undefined) throw new TypeError(`${name}: no structural class`);
  const auxiliary = known.filter(({ kind }) => kind === 'auxiliary').map((each) => each.name);
  const kept = new Set([...rows.map((row) => row.name), ...more]);
  const precluded = known.flatMap(optionalIn).filter((attribute) => !kept.has(attribute));
  const parts = [list('AUX', auxiliary), list('NOT', [...new Set(precluded)])].filter((part) => part !== '');
  return ['(', structural.oid, `NAME '${name}'`, ...parts, ')'].join(' ');
}

function optionalIn({ may }: ObjectClass): readonly string[] {
  return may.map((name) => DIRECTORY_SCHEMA.attribute(name)?.name ?? name);
}

function list(keyword: string, names: readonly string[]): string {
  return names.length === 0 ? '' : `${keyword} ( ${names.join(' $ ')} )`;
}
