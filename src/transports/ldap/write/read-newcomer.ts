/** An entry that a client wants to add, as it says it. RFC 4511 section 4.7 */
import type { DistinguishedName } from '../../../wire/ldap/distinguished-name.ts';
import type { Attribute } from '../../../wire/ldap/request.ts';
import { DIRECTORY_SCHEMA } from '../../../wire/ldap/schema/directory-schema.ts';
import type { AttributeType } from '../../../wire/ldap/schema/schema.ts';
import { type Entry, makeEntry } from '../entries/entry.ts';
import type { Place } from '../entries/place.ts';
import type { LdapSession } from '../ldap-session.ts';
import { mustBeConfidential } from './change-password.ts';
import { formOf, readAttribute } from './given-attribute.ts';
import { namingValue } from './naming.ts';
import { isPassword } from './password-edit.ts';
import { readAddedPassword } from './password-value.ts';
import { Refusal } from './refusal.ts';
import type { Newcomer, Scene } from './subject.ts';

/** Below which entries are made. */
export type Branch = Extract<Place, { readonly kind: 'unit' }>;

/** Throws Refusal. */
export async function readNewcomer(
  session: LdapSession,
  { sight }: Pick<Scene, 'sight'>,
  { domain, unit }: Branch,
  name: DistinguishedName,
  attributes: readonly Attribute[],
): Promise<Newcomer> {
  const value = namingValue(unit, name[0] ?? []);
  const passwords = attributes.filter(({ type }) => isPassword(type));
  const wanted = new Map<AttributeType, readonly string[]>();
  for (const attribute of attributes) {
    if (passwords.includes(attribute)) continue;
    const { type, values } = await readAttribute(attribute, sight.breathe);
    if (wanted.has(type))
      throw new Refusal('attributeOrValueExists', `attribute '${type.name}' provided more than once`);
    wanted.set(type, [...values.values()]);
  }
  if (!wanted.has(CLASS)) throw new Refusal('objectClassViolation', 'no objectClass attribute');
  if (passwords.length > 0) mustBeConfidential(session);
  return { domain, value, wanted: withName(wanted, name, value), password: readAddedPassword(passwords) };
}

/** The value of the name is one of the entry, also where it is not said twice: RFC 4511 section 4.7. */
function withName(wanted: Newcomer['wanted'], [rdn = []]: DistinguishedName, value: string): Newcomer['wanted'] {
  const type = DIRECTORY_SCHEMA.attribute(rdn[0]?.type ?? '');
  if (type === null) return wanted;
  const given = wanted.get(type) ?? [];
  const others = given.filter((each) => formOf(type, each) !== formOf(type, value));
  return new Map([...wanted, [type, [value, ...others]]]);
}

/** As far as the client has said it: what an assertion of it is about. */
export function draftOf(name: DistinguishedName, { wanted }: Newcomer): Entry {
  return makeEntry(name, Object.fromEntries([...wanted].map(([{ name: attribute }, values]) => [attribute, values])));
}

const CLASS = mustKnow('objectClass');

function mustKnow(name: string): AttributeType {
  const type = DIRECTORY_SCHEMA.attribute(name);
  if (type === null) throw new TypeError(`no attribute ${name} in the schema`);
  return type;
}
