/**
 * The part of the standard schema that our entries use, and what address books commonly ask for: RFC 4512 sections 2.4,
 * 3.4, 4.2 and 5.1 (operational attributes), RFC 4519 (core), RFC 4524 (cosine), RFC 2798 (inetOrgPerson).
 */
const DIRECTORY_STRING = '1.3.6.1.4.1.1466.115.121.1.15';
const IA5_STRING = '1.3.6.1.4.1.1466.115.121.1.26';
const NAME_SYNTAX = '1.3.6.1.4.1.1466.115.121.1.12';
const OID_SYNTAX = '1.3.6.1.4.1.1466.115.121.1.38';
const TIME_SYNTAX = '1.3.6.1.4.1.1466.115.121.1.24';
const PHONE_SYNTAX = '1.3.6.1.4.1.1466.115.121.1.50';

const IGNORE_CASE = 'EQUALITY caseIgnoreMatch SUBSTR caseIgnoreSubstringsMatch';
const IGNORE_CASE_IA5 = 'EQUALITY caseIgnoreIA5Match SUBSTR caseIgnoreIA5SubstringsMatch';
const PHONE = `EQUALITY telephoneNumberMatch SUBSTR telephoneNumberSubstringsMatch SYNTAX ${PHONE_SYNTAX}`;
const OPERATIONAL = 'NO-USER-MODIFICATION USAGE directoryOperation';

export const STANDARD_ATTRIBUTES: readonly string[] = [
  // RFC 4512
  `( 2.5.4.0 NAME 'objectClass' EQUALITY objectIdentifierMatch SYNTAX ${OID_SYNTAX} )`,
  `( 2.5.18.1 NAME 'createTimestamp' EQUALITY generalizedTimeMatch ORDERING generalizedTimeOrderingMatch SYNTAX ${TIME_SYNTAX} SINGLE-VALUE ${OPERATIONAL} )`,
  `( 2.5.18.2 NAME 'modifyTimestamp' EQUALITY generalizedTimeMatch ORDERING generalizedTimeOrderingMatch SYNTAX ${TIME_SYNTAX} SINGLE-VALUE ${OPERATIONAL} )`,
  `( 2.5.18.3 NAME 'creatorsName' EQUALITY distinguishedNameMatch SYNTAX ${NAME_SYNTAX} SINGLE-VALUE ${OPERATIONAL} )`,
  `( 2.5.18.4 NAME 'modifiersName' EQUALITY distinguishedNameMatch SYNTAX ${NAME_SYNTAX} SINGLE-VALUE ${OPERATIONAL} )`,
  `( 2.5.18.9 NAME 'hasSubordinates' EQUALITY booleanMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.7 SINGLE-VALUE ${OPERATIONAL} )`,
  `( 2.5.18.10 NAME 'subschemaSubentry' EQUALITY distinguishedNameMatch SYNTAX ${NAME_SYNTAX} SINGLE-VALUE ${OPERATIONAL} )`,
  `( 2.5.21.9 NAME 'structuralObjectClass' EQUALITY objectIdentifierMatch SYNTAX ${OID_SYNTAX} SINGLE-VALUE ${OPERATIONAL} )`,
  `( 2.5.21.4 NAME 'matchingRules' EQUALITY objectIdentifierFirstComponentMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.30 USAGE directoryOperation )`,
  `( 2.5.21.5 NAME 'attributeTypes' EQUALITY objectIdentifierFirstComponentMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.3 USAGE directoryOperation )`,
  `( 2.5.21.6 NAME 'objectClasses' EQUALITY objectIdentifierFirstComponentMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.37 USAGE directoryOperation )`,
  `( 2.5.21.8 NAME 'matchingRuleUse' EQUALITY objectIdentifierFirstComponentMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.31 USAGE directoryOperation )`,
  `( 2.5.21.1 NAME 'dITStructureRules' EQUALITY integerFirstComponentMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.17 USAGE directoryOperation )`,
  `( 2.5.21.2 NAME 'dITContentRules' EQUALITY objectIdentifierFirstComponentMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.16 USAGE directoryOperation )`,
  `( 2.5.21.7 NAME 'nameForms' EQUALITY objectIdentifierFirstComponentMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.35 USAGE directoryOperation )`,
  `( 1.3.6.1.4.1.1466.101.120.16 NAME 'ldapSyntaxes' EQUALITY objectIdentifierFirstComponentMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.54 USAGE directoryOperation )`,
  `( 1.3.6.1.4.1.1466.101.120.5 NAME 'namingContexts' SYNTAX ${NAME_SYNTAX} USAGE dSAOperation )`,
  `( 1.3.6.1.4.1.1466.101.120.6 NAME 'altServer' SYNTAX ${IA5_STRING} USAGE dSAOperation )`,
  `( 1.3.6.1.4.1.1466.101.120.7 NAME 'supportedExtension' SYNTAX ${OID_SYNTAX} USAGE dSAOperation )`,
  `( 1.3.6.1.4.1.1466.101.120.13 NAME 'supportedControl' SYNTAX ${OID_SYNTAX} USAGE dSAOperation )`,
  `( 1.3.6.1.4.1.1466.101.120.14 NAME 'supportedSASLMechanisms' SYNTAX ${DIRECTORY_STRING} USAGE dSAOperation )`,
  `( 1.3.6.1.4.1.1466.101.120.15 NAME 'supportedLDAPVersion' SYNTAX 1.3.6.1.4.1.1466.115.121.1.27 USAGE dSAOperation )`,
  `( 1.3.6.1.4.1.4203.1.3.5 NAME 'supportedFeatures' EQUALITY objectIdentifierMatch SYNTAX ${OID_SYNTAX} USAGE dSAOperation )`,
  // RFC 3045, RFC 4530, RFC 5020
  `( 1.3.6.1.1.4 NAME 'vendorName' EQUALITY caseExactMatch SYNTAX ${DIRECTORY_STRING} SINGLE-VALUE NO-USER-MODIFICATION USAGE dSAOperation )`,
  `( 1.3.6.1.1.5 NAME 'vendorVersion' EQUALITY caseExactMatch SYNTAX ${DIRECTORY_STRING} SINGLE-VALUE NO-USER-MODIFICATION USAGE dSAOperation )`,
  `( 1.3.6.1.1.16.4 NAME 'entryUUID' EQUALITY UUIDMatch ORDERING UUIDOrderingMatch SYNTAX 1.3.6.1.1.16.1 SINGLE-VALUE ${OPERATIONAL} )`,
  `( 1.3.6.1.1.20 NAME 'entryDN' EQUALITY distinguishedNameMatch SYNTAX ${NAME_SYNTAX} SINGLE-VALUE ${OPERATIONAL} )`,
  // RFC 4519
  `( 2.5.4.41 NAME 'name' ${IGNORE_CASE} SYNTAX ${DIRECTORY_STRING} )`,
  `( 2.5.4.49 NAME 'distinguishedName' EQUALITY distinguishedNameMatch SYNTAX ${NAME_SYNTAX} )`,
  `( 2.5.4.3 NAME ( 'cn' 'commonName' ) SUP name )`,
  `( 2.5.4.4 NAME ( 'sn' 'surname' ) SUP name )`,
  `( 2.5.4.42 NAME ( 'givenName' 'gn' ) SUP name )`,
  `( 2.5.4.43 NAME 'initials' SUP name )`,
  `( 2.5.4.10 NAME ( 'o' 'organizationName' ) SUP name )`,
  `( 2.5.4.11 NAME ( 'ou' 'organizationalUnitName' ) SUP name )`,
  `( 2.5.4.12 NAME 'title' SUP name )`,
  `( 2.5.4.7 NAME ( 'l' 'localityName' ) SUP name )`,
  `( 2.5.4.8 NAME ( 'st' 'stateOrProvinceName' ) SUP name )`,
  `( 2.5.4.6 NAME ( 'c' 'countryName' ) SUP name SYNTAX 1.3.6.1.4.1.1466.115.121.1.11 SINGLE-VALUE )`,
  `( 2.5.4.9 NAME ( 'street' 'streetAddress' ) ${IGNORE_CASE} SYNTAX ${DIRECTORY_STRING} )`,
  `( 2.5.4.13 NAME 'description' ${IGNORE_CASE} SYNTAX ${DIRECTORY_STRING} )`,
  `( 2.5.4.17 NAME 'postalCode' ${IGNORE_CASE} SYNTAX ${DIRECTORY_STRING} )`,
  `( 2.5.4.19 NAME 'physicalDeliveryOfficeName' ${IGNORE_CASE} SYNTAX ${DIRECTORY_STRING} )`,
  `( 2.5.4.20 NAME 'telephoneNumber' ${PHONE} )`,
  `( 2.5.4.23 NAME ( 'facsimileTelephoneNumber' 'fax' ) SYNTAX 1.3.6.1.4.1.1466.115.121.1.22 )`,
  `( 2.5.4.31 NAME 'member' SUP distinguishedName )`,
  `( 2.5.4.32 NAME 'owner' SUP distinguishedName )`,
  `( 2.5.4.34 NAME 'seeAlso' SUP distinguishedName )`,
  `( 2.5.4.35 NAME 'userPassword' EQUALITY octetStringMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.40 )`,
  `( 0.9.2342.19200300.100.1.1 NAME ( 'uid' 'userid' ) ${IGNORE_CASE} SYNTAX ${DIRECTORY_STRING} )`,
  `( 0.9.2342.19200300.100.1.25 NAME ( 'dc' 'domainComponent' ) ${IGNORE_CASE_IA5} SYNTAX ${IA5_STRING} SINGLE-VALUE )`,
  // RFC 4524
  `( 0.9.2342.19200300.100.1.3 NAME ( 'mail' 'rfc822Mailbox' ) ${IGNORE_CASE_IA5} SYNTAX ${IA5_STRING} )`,
  `( 0.9.2342.19200300.100.1.20 NAME ( 'homePhone' 'homeTelephoneNumber' ) ${PHONE} )`,
  `( 0.9.2342.19200300.100.1.37 NAME 'associatedDomain' ${IGNORE_CASE_IA5} SYNTAX ${IA5_STRING} )`,
  `( 0.9.2342.19200300.100.1.41 NAME ( 'mobile' 'mobileTelephoneNumber' ) ${PHONE} )`,
  `( 0.9.2342.19200300.100.1.42 NAME ( 'pager' 'pagerTelephoneNumber' ) ${PHONE} )`,
  // RFC 2798
  `( 2.16.840.1.113730.3.1.241 NAME 'displayName' ${IGNORE_CASE} SYNTAX ${DIRECTORY_STRING} SINGLE-VALUE )`,
  `( 2.16.840.1.113730.3.1.39 NAME 'preferredLanguage' ${IGNORE_CASE} SYNTAX ${DIRECTORY_STRING} SINGLE-VALUE )`,
  // Of Active Directory, as OpenLDAP has it: what group memberships are asked for by everywhere.
  `( 1.2.840.113556.1.2.102 NAME 'memberOf' EQUALITY distinguishedNameMatch SYNTAX ${NAME_SYNTAX} NO-USER-MODIFICATION USAGE dSAOperation )`,
];

export const STANDARD_CLASSES: readonly string[] = [
  `( 2.5.6.0 NAME 'top' ABSTRACT MUST objectClass )`,
  `( 2.5.20.1 NAME 'subschema' AUXILIARY MAY ( dITStructureRules $ nameForms $ dITContentRules $ objectClasses $ attributeTypes $ matchingRules $ matchingRuleUse ) )`,
  `( 2.5.17.0 NAME 'subentry' SUP top STRUCTURAL MUST cn )`,
  `( 2.5.6.6 NAME 'person' SUP top STRUCTURAL MUST ( sn $ cn ) MAY ( userPassword $ telephoneNumber $ seeAlso $ description ) )`,
  `( 2.5.6.7 NAME 'organizationalPerson' SUP person STRUCTURAL MAY ( title $ facsimileTelephoneNumber $ street $ postalCode $ physicalDeliveryOfficeName $ ou $ st $ l ) )`,
  `( 2.16.840.1.113730.3.2.2 NAME 'inetOrgPerson' SUP organizationalPerson STRUCTURAL MAY ( displayName $ givenName $ homePhone $ initials $ mail $ mobile $ o $ pager $ uid $ preferredLanguage ) )`,
  `( 2.5.6.5 NAME 'organizationalUnit' SUP top STRUCTURAL MUST ou MAY ( userPassword $ seeAlso $ telephoneNumber $ facsimileTelephoneNumber $ street $ postalCode $ physicalDeliveryOfficeName $ st $ l $ description ) )`,
  // As other directories have it, in which groups may be empty: RFC 4519 section 3.5 wants a member.
  `( 2.5.6.9 NAME 'groupOfNames' SUP top STRUCTURAL MUST cn MAY ( member $ seeAlso $ owner $ ou $ o $ description ) )`,
  `( 0.9.2342.19200300.100.4.13 NAME 'domain' SUP top STRUCTURAL MUST dc MAY ( userPassword $ seeAlso $ street $ postalCode $ physicalDeliveryOfficeName $ st $ l $ description $ o $ associatedDomain ) )`,
  `( 0.9.2342.19200300.100.4.17 NAME 'domainRelatedObject' SUP top AUXILIARY MUST associatedDomain )`,
];
