/** Every kind of filter: RFC 4511 section 4.5.1.7, RFC 4515, RFC 4526. */
import { ADMIN, ALICE, BOB } from '../office.ts';
import { type Step, search } from '../step.ts';

const EQUAL = [
  ...['(uid=alice)', '(uid=ALICE)', '(uid= alice )', '(uid=nobody)', '(uid=joerg)', '(userid=alice)'],
  ...['(0.9.2342.19200300.100.1.1=alice)', '(mail=alice@example.test)', '(mail=ALICE@Example.TEST)'],
  ...['(mail=alice)', '(rfc822Mailbox=team@example.test)', '(cn=Alice Archer)', '(cn=alice  archer)', '(cn=Alice)'],
  ...[
    '(cn=anna maria weiß)',
    '(cn=Anna Maria Weiss)',
    '(sn=Müller)',
    '(sn=MÜLLER)',
    '(sn=Mu\u0308ller)',
    '(sn=Muller)',
  ],
  ...['(givenName=JÖRG)', '(gn=Bob)', '(name=Alice Archer)', '(name=alice)', '(displayName=Bob Brown)'],
  ...["(sn=O'Neill, Jr. \\282\\29)", '(title=a\\2ab\\5cc)', '(title=engineer)', '(telephoneNumber=+49 30 1234-56)'],
  ...['(telephoneNumber=+4930123456)', '(mobile=+49-170-1)', '(pager=4711)', '(fax=+49 30 1234-57)'],
  ...['(preferredLanguage=DE)', '(physicalDeliveryOfficeName=zürich)', '(description=everybody in sales)'],
  ...['(objectClass=person)', '(objectClass=PERSON)', '(objectClass=2.5.6.6)', '(objectClass=inetOrgPerson)'],
  ...['(objectClass=mailroomUser)', '(objectClass=mailroomAlias)', '(objectClass=top)', '(objectClass=domain)'],
  ...['(objectClass=organizationalUnit)', '(objectClass=account)', '(objectClass=noSuchClass)', '(dc=EXAMPLE)'],
  ...['(ou=people)', '(associatedDomain=example.test)', `(member=${ALICE})`, `(member=${BOB})`],
  ...['(member=UID=Alice, OU=People, DC=Example, DC=Test)', '(member=nonsense)', `(owner=${ALICE})`],
  ...[`(owner=${ADMIN})`, '(mailroomMembership=closed)', '(userPassword=x)', '(noSuchAttribute=x)'],
  ...['(cn;lang-de=Alice Archer)', '(cn;binary=Alice Archer)', `(entryDN=${ALICE})`, '(structuralObjectClass=domain)'],
  ...['(subschemaSubentry=cn=Subschema)', '(hasSubordinates=TRUE)', '(createTimestamp=nonsense)'],
];

const PRESENT = [
  ...['(mail=*)', '(telephoneNumber=*)', '(description=*)', '(member=*)', '(name=*)', '(cn;lang-de=*)'],
  ...['(userPassword=*)', '(noSuchAttribute=*)', '(entryUUID=*)', '(createTimestamp=*)', '(mailroomAlternateMail=*)'],
  ...['(mailroomRole=*)', '(mailroomStorageQuota=*)', '(seeAlso=*)'],
];

const PARTS = [
  ...['(cn=al*)', '(cn=AL*)', '(cn=*er)', '(cn=*li*)', '(cn=a*c*r)', '(cn=*a*a*)', '(mail=*@example.test)'],
  ...['(mail=*@EXAMPLE.*)', '(uid=*li*)', '(sn=*üll*)', '(sn=*u\u0308ll*)', '(sn=M*ü*r)', '(sn=Muell*)', '(cn=*weiß)'],
  ...['(cn=*weiss)', '(cn=anna mar*)', '(cn=anna  mar*)', '(cn=anna *)', '(telephoneNumber=*1234*)'],
  ...[
    '(telephoneNumber=+49*)',
    '(telephoneNumber=*30 12*)',
    '(fax=*30*)',
    '(objectClass=*Person)',
    '(member=uid=alice*)',
  ],
  ...[
    '(description=*everybody*)',
    '(preferredLanguage=d*)',
    '(name=*arch*)',
    '(title=*\\2a*)',
    '(dc=exam*)',
    '(ou=peop*)',
  ],
  ...['(noSuchAttribute=*x*)', '(userPassword=*o*)', '(entryUUID=*a*)', '(mailroomRole=us*)'],
];

const ORDER = [
  ...[
    '(uid>=b)',
    '(uid<=b)',
    '(mail>=b)',
    '(sn>=b)',
    '(createTimestamp>=20000101000000Z)',
    '(createTimestamp<=20000101000000Z)',
  ],
  ...['(createTimestamp>=2000010100Z)', '(createTimestamp>=nonsense)', '(noSuchAttribute>=x)', '(objectClass>=person)'],
  ...['(entryUUID>=00000000-0000-0000-0000-000000000000)', '(entryUUID<=nonsense)'],
];

const LIKE = [
  '(cn~=alice archer)',
  '(cn~=Alyce Archer)',
  '(cn~=alice)',
  '(uid~=alice)',
  '(mail~=alice@example.test)',
  '(noSuchAttribute~=x)',
];

const EXTENSIBLE = [
  ...['(cn:caseExactMatch:=Alice Archer)', '(cn:caseExactMatch:=alice archer)', '(cn:2.5.13.5:=Alice Archer)'],
  ...['(:caseIgnoreMatch:=alice archer)', '(:caseExactMatch:=Alice)', '(uid:=alice)', '(cn:=alice archer)'],
  ...['(ou:dn:=people)', '(ou:dn:caseIgnoreMatch:=aliases)', '(:dn:2.5.13.2:=people)', '(dc:dn:=example)'],
  ...['(cn:noSuchRule:=x)', '(noSuchAttribute:=x)', '(noSuchAttribute:caseIgnoreMatch:=x)'],
  ...[
    '(cn:caseIgnoreSubstringsMatch:=alice)',
    '(objectClass:objectIdentifierMatch:=person)',
    '(member:distinguishedNameMatch:=uid=Bob,ou=people,dc=example,dc=test)',
  ],
  ...['(userPassword:=x)', '(cn:integerMatch:=1)', '(cn:booleanMatch:=TRUE)'],
];

const COMBINED = [
  ...['(&)', '(|)', '(!(&))', '(!(objectClass=person))', '(!(noSuchAttribute=x))', '(!(noSuchAttribute=*))'],
  ...['(&(objectClass=person)(uid=a*))', '(|(uid=alice)(uid=bob))', '(&(objectClass=person)(noSuchAttribute=*))'],
  ...[
    '(|(uid=alice)(noSuchAttribute=x))',
    '(&(uid=alice)(!(noSuchAttribute=x)))',
    '(&(uid=alice)(|(cn=x)(sn=archer)))',
  ],
  ...['(!(|(objectClass=person)(objectClass=mailroomAlias)))', '(!(!(uid=alice)))', '(&(givenName=*ob*)(sn=*row*))'],
  ...['(|(cn=*ar*)(mail=*ar*)(givenName=*ar*)(sn=*ar*))', '(&(objectClass=person)(!(telephoneNumber=*)))'],
  ...['(!(userPassword=x))', '(!(mailroomRole=user))', '(!(telephoneNumber=+1))', '(!(uid>=b))'],
];

const FOR_ADMINISTRATORS = [
  ...['(mailroomRole=administrator)', '(mailroomRole=USER)', '(mailroomEnabled=FALSE)', '(mailroomEnabled=false)'],
  ...[
    '(mailroomEnabled=maybe)',
    '(!(mailroomEnabled=maybe))',
    '(mailroomListed=FALSE)',
    '(mailroomStorageQuota=1000000)',
  ],
  ...[
    '(mailroomAlternateMail=alice@example.org)',
    '(mailroomMemberMail=friend@example.org)',
    '(uid=carol)',
    '(uid=dave)',
  ],
  ...['(cn=*ar*)', '(userPassword=*)', '(!(userPassword=x))', '(objectClass=person)', '(!(mailroomRole=user))'],
];

export const filterSteps: readonly Step[] = [
  ...[...EQUAL, ...PRESENT, ...PARTS, ...ORDER, ...LIKE, ...EXTENSIBLE, ...COMBINED].map((filter) => search(filter)),
  ...FOR_ADMINISTRATORS.map((filter) => search(filter, { as: 'admin' })),
];
