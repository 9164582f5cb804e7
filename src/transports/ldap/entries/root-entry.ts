/** What the server says of itself, and its schema. RFC 4512 sections 4.2 and 5.1, RFC 3045 */
import type { Domain } from '../../../domain/ports/directory.ts';
import { CONTROL } from '../../../wire/ldap/controls.ts';
import { formatName } from '../../../wire/ldap/distinguished-name.ts';
import { EXTENSION, FEATURE } from '../../../wire/ldap/extensions.ts';
import { DIRECTORY_SCHEMA } from '../../../wire/ldap/schema/directory-schema.ts';
import { CONTENT_RULES } from './content-rules.ts';
import { type Entry, makeEntry, SUBSCHEMA_NAME } from './entry.ts';
import { domainName } from './place.ts';

export interface RootFacts {
  readonly domains: readonly Domain[];
  /** Those that this connection is offered now. */
  readonly mechanisms: readonly string[];
  readonly canStartTls: boolean;
  readonly version: string;
}

const CONTROLS = [
  ...[CONTROL.pagedResults, CONTROL.sortRequest, CONTROL.assertion, CONTROL.preRead, CONTROL.postRead],
  CONTROL.manageDsaIT,
];
const EXTENSIONS = [EXTENSION.whoAmI, EXTENSION.cancel, EXTENSION.passwordModify];
const FEATURES = [
  ...[FEATURE.allOperationalAttributes, FEATURE.attributesByClass, FEATURE.trueAndFalseFilters],
  FEATURE.modifyIncrement,
];

export function rootEntry({ domains, mechanisms, canStartTls, version }: RootFacts): Entry {
  return makeEntry([], {
    objectClass: ['top'],
    namingContexts: domains.map((domain) => formatName(domainName(domain.name))),
    supportedLDAPVersion: '3',
    supportedControl: CONTROLS,
    supportedExtension: [...EXTENSIONS, ...(canStartTls ? [EXTENSION.startTls] : [])],
    supportedFeatures: FEATURES,
    supportedSASLMechanisms: mechanisms,
    vendorName: 'Mailroom',
    vendorVersion: version,
  });
}

/** Made once: it never changes while the program runs. */
export const SUBSCHEMA_ENTRY: Entry = subschemaEntry();

function subschemaEntry(): Entry {
  const { attributeTexts, classTexts, rules } = DIRECTORY_SCHEMA;
  return makeEntry(SUBSCHEMA_NAME, {
    objectClass: ['top', 'subentry', 'subschema'],
    cn: 'Subschema',
    structuralObjectClass: 'subentry',
    ldapSyntaxes: DIRECTORY_SCHEMA.syntaxes.map((oid) => `( ${oid} )`),
    matchingRules: rules.map(({ oid, name, syntax }) => `( ${oid} NAME '${name}' SYNTAX ${syntax} )`),
    attributeTypes: attributeTexts,
    objectClasses: classTexts,
    dITContentRules: CONTENT_RULES,
  });
}
