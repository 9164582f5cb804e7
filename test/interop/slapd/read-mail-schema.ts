import type { LdifRecord } from '../../../src/formats/ldif/format-ldif.ts';
import type { LdapTestClient } from '../../support/ldap-client.ts';

/** Object identifiers made from UUIDs: ours. */
const OWN = /^\( 2\.25\./;

/** Our part of the schema as the server publishes it, in the form in which slapd takes it: slapd-config(5). */
export async function readMailSchema(client: LdapTestClient): Promise<LdifRecord> {
  const { entries } = await client.search({ base: 'cn=Subschema', scope: 'base', attributes: ['+'] });
  const { attributeTypes = [], objectClasses = [] } = entries[0]?.attributes ?? {};
  const own = (texts: readonly string[], name: string) =>
    texts.filter((text) => OWN.test(text)).map((text, index) => [name, `{${index}}${text}`] as const);
  return {
    dn: 'cn=mailroom,cn=schema,cn=config',
    attributes: [
      ['objectClass', 'olcSchemaConfig'],
      ['cn', 'mailroom'],
      ...own(attributeTypes, 'olcAttributeTypes'),
      ...own(objectClasses, 'olcObjectClasses'),
    ],
  };
}
