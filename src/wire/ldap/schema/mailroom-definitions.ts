/**
 * What the directory knows of people, aliases and groups beyond the standard schema. The object identifiers are below one made
 * from a UUID, which needs no registration (X.667): they are never given another meaning.
 */
const BASE = '2.25.323567400045294519989086044749194002344';
const DIRECTORY_STRING = '1.3.6.1.4.1.1466.115.121.1.15';
const IA5_STRING = '1.3.6.1.4.1.1466.115.121.1.26';
const BOOLEAN = '1.3.6.1.4.1.1466.115.121.1.7';
const INTEGER = '1.3.6.1.4.1.1466.115.121.1.27';
const ADDRESS = `EQUALITY caseIgnoreIA5Match SUBSTR caseIgnoreIA5SubstringsMatch SYNTAX ${IA5_STRING}`;
const WORD = `EQUALITY caseIgnoreMatch SYNTAX ${DIRECTORY_STRING} SINGLE-VALUE`;

export const MAILROOM_ATTRIBUTES: readonly string[] = [
  `( ${BASE}.1.1 NAME 'mailroomAlternateMail' DESC 'An address elsewhere' ${ADDRESS} SINGLE-VALUE )`,
  `( ${BASE}.1.2 NAME 'mailroomForwardTo' DESC 'Addresses to which mail is sent on' ${ADDRESS} )`,
  `( ${BASE}.1.3 NAME 'mailroomForwardKeepsCopy' DESC 'Mail that is sent on is kept, too' EQUALITY booleanMatch SYNTAX ${BOOLEAN} SINGLE-VALUE )`,
  `( ${BASE}.1.4 NAME 'mailroomStorageQuota' DESC 'Bytes, none or inherit' ${WORD} )`,
  `( ${BASE}.1.5 NAME 'mailroomMessageQuota' DESC 'Messages, none or inherit' ${WORD} )`,
  `( ${BASE}.1.6 NAME 'mailroomRole' DESC 'What the user may manage' ${WORD} )`,
  `( ${BASE}.1.7 NAME 'mailroomEnabled' DESC 'The user may sign in' EQUALITY booleanMatch SYNTAX ${BOOLEAN} SINGLE-VALUE )`,
  `( ${BASE}.1.8 NAME 'mailroomMembership' DESC 'Who may add and remove members: open, self-service or closed' ${WORD} )`,
  `( ${BASE}.1.10 NAME 'mailroomListed' DESC 'The user is in the address book' EQUALITY booleanMatch SYNTAX ${BOOLEAN} SINGLE-VALUE )`,
  `( ${BASE}.1.9 NAME 'mailroomMemberMail' DESC 'Members of an alias on other servers' ${ADDRESS} )`,
  `( ${BASE}.1.11 NAME 'mailroomRank' DESC 'Of several groups that say something of a user the one with the lowest decides' EQUALITY integerMatch ORDERING integerOrderingMatch SYNTAX ${INTEGER} SINGLE-VALUE )`,
  `( ${BASE}.1.12 NAME 'mailroomRoleDomain' DESC 'Domains in which the role holds' ${ADDRESS} )`,
];

export const MAILROOM_CLASSES: readonly string[] = [
  `( ${BASE}.2.1 NAME 'mailroomUser' DESC 'Somebody with an account here' SUP top AUXILIARY MUST ( uid $ mail ) MAY ( mailroomAlternateMail $ mailroomForwardTo $ mailroomForwardKeepsCopy $ mailroomStorageQuota $ mailroomMessageQuota $ mailroomRole $ mailroomRoleDomain $ mailroomEnabled $ mailroomListed ) )`,
  `( ${BASE}.2.2 NAME 'mailroomAlias' DESC 'An address that leads to others' SUP top STRUCTURAL MUST ( cn $ mail ) MAY ( description $ owner $ member $ mailroomMembership $ mailroomMemberMail ) )`,
  `( ${BASE}.2.3 NAME 'mailroomGroup' DESC 'Users who are treated alike' SUP top AUXILIARY MAY mailroomRank )`,
];
