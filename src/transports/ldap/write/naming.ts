/** How entries are named: below which branch, and by which attribute. RFC 4512 section 2.3.2 */
import type { RelativeName } from '../../../wire/ldap/distinguished-name.ts';
import { DIRECTORY_SCHEMA } from '../../../wire/ldap/schema/directory-schema.ts';
import { ALIAS } from '../entries/alias-attributes.ts';
import { GROUP } from '../entries/group-attributes.ts';
import { PERSON } from '../entries/person-attributes.ts';
import type { Place, Unit } from '../entries/place.ts';
import { Refusal } from './refusal.ts';

const NAMING: Readonly<Record<Unit, string>> = { people: PERSON.naming, aliases: ALIAS.naming, groups: GROUP.naming };

/** The branch in which an entry is; null for what is not below one. */
export function unitOf({ kind }: Place): Unit | null {
  switch (kind) {
    case 'user':
      return 'people';
    case 'alias':
      return 'aliases';
    case 'group':
      return 'groups';
    default:
      return null;
  }
}

/** The value by which an entry of a branch is named. Throws Refusal for a name by another attribute, or by several. */
export function namingValue(unit: Unit, name: RelativeName): string {
  const types = name.map(({ type }) => DIRECTORY_SCHEMA.attribute(type));
  if (types.includes(null)) throw new Refusal('invalidDNSyntax', 'a name by an attribute that is not known');
  const [only, ...more] = name;
  if (only === undefined || more.length > 0 || types[0]?.name !== NAMING[unit]) {
    throw new Refusal('namingViolation', `entries of ${unit} are named by ${NAMING[unit]}`);
  }
  return only.value;
}
