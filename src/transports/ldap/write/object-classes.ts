/** What the classes of an entry say of it: RFC 4512 section 2.4. */
import { DIRECTORY_SCHEMA } from '../../../wire/ldap/schema/directory-schema.ts';
import type { AttributeType, ObjectClass } from '../../../wire/ldap/schema/schema.ts';
import { Refusal } from './refusal.ts';

/** Attributes that entries of these classes must have, beside objectClass. */
export function requiredOf(classes: readonly string[]): ReadonlySet<AttributeType> {
  const names = classesOf(classes).flatMap(({ must }) => must);
  const types = names.map((name) => DIRECTORY_SCHEMA.attribute(name));
  return new Set(types.filter((type) => type !== null && type.name !== 'objectClass') as AttributeType[]);
}

/**
 * Whether the classes given are those of the entry. Which are above a class need not be named; of an entry that is about
 * to be made the auxiliary ones neither: it gets them. Throws Refusal.
 */
export function mustBeClasses(classes: readonly string[], given: readonly string[], isThere: boolean): void {
  const own = classesOf(classes);
  const named = classesOf(given);
  if (named.length === 0) throw new Refusal('objectClassViolation', 'no objectClass attribute');
  const other = named.find((each) => !own.includes(each));
  if (other !== undefined) {
    const isModification = isThere && other.kind === 'structural';
    throw new Refusal(
      isModification ? 'objectClassModsProhibited' : 'objectClassViolation',
      `an entry here cannot be of the class '${other.name}'`,
    );
  }
  const above = new Set(own.flatMap(({ superiors }) => superiors.map((name) => DIRECTORY_SCHEMA.objectClass(name))));
  const wanted = own.filter((each) => !above.has(each) && (isThere || each.kind === 'structural'));
  const absent = wanted.find((each) => !named.includes(each));
  if (absent === undefined) return;
  throw new Refusal('objectClassViolation', `an entry here is of the class '${absent.name}'`);
}

function classesOf(names: readonly string[]): readonly ObjectClass[] {
  return names.map((name) => DIRECTORY_SCHEMA.objectClass(name)).filter((each) => each !== null);
}
