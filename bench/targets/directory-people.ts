import { createHash } from 'node:crypto';
import { DOMAIN } from './test-accounts.ts';

export interface DirectoryPerson {
  readonly userId: string;
  readonly name: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly mail: string;
  readonly password: string;
}

export const DIRECTORY_BASE = DOMAIN.split('.')
  .map((label) => `dc=${label}`)
  .join(',');
export const PEOPLE_BASE = `ou=people,${DIRECTORY_BASE}`;

const FIRST_NAMES =
  'Alice Anna Bernd Bob Carol Carlos Clara Daniel Diana Dora Eduardo Elena Emil Eva Felix Fiona Frank Greta Hanna Heidi Ida Ivan Jana Jörg Julia Karl Karin Laura Lena Léon Lukas Marco Maria Marta Max Michael Mona Nadia Nina Oscar Olga Paul Paula Peter Renée Robert Rosa Sam Sara Simon Sofia Stefan Theo Thomas Tina Ursula Victor Walter Zoë'.split(
    ' ',
  );
const SYLLABLES = 'bar ben cor dan del fer gar hol jan kel lan mar mor nor par quin ros san tor vel win zim'.split(' ');
const ENDINGS = 'berg son ski dale man etti ez mann ova ton well wood'.split(' ');

/** People whose names are found by parts as those of an office are: some parts are frequent, most are not. */
export function directoryPeople(count: number): readonly DirectoryPerson[] {
  return Array.from({ length: count }, (_, index) => {
    const firstName = at(FIRST_NAMES, index * 7);
    const surname = at(SYLLABLES, index * 5) + at(SYLLABLES, index * 3 + (index >> 4)) + at(ENDINGS, index >> 2);
    const lastName = surname[0].toUpperCase() + surname.slice(1);
    const userId = `${ascii(firstName)}.${surname}${index}`.toLowerCase();
    const person = { userId, firstName, lastName, mail: `${userId}@${DOMAIN}`, password: `Quarry-${index}-lantern-42` };
    return { ...person, name: `uid=${userId},${PEOPLE_BASE}` };
  });
}

/** LDIF of people, as both servers take it. @param hash of a password, behind its scheme. */
export function* peopleLdif(people: readonly DirectoryPerson[], hash: (person: DirectoryPerson) => string) {
  for (const [index, person] of people.entries()) {
    const { userId, firstName, lastName, mail, name } = person;
    const attributes = [
      ...['top', 'person', 'organizationalPerson', 'inetOrgPerson'].map((each) => ['objectClass', each] as const),
      ['uid', userId],
      ['cn', `${firstName} ${lastName}`],
      ['displayName', `${firstName} ${lastName}`],
      ['sn', lastName],
      ['givenName', firstName],
      ['mail', mail],
      ['title', at(['Engineer', 'Accountant', 'Assistant', 'Manager'], index)],
      ['telephoneNumber', `+49 30 ${100_000 + index}`],
      ['physicalDeliveryOfficeName', `Room ${index % 500}`],
      ['userPassword', hash(person)],
    ] as const;
    yield { dn: name, attributes };
  }
}

/** `{SSHA}`: what slapd makes of a password by default. */
export function saltedHash({ password, userId }: DirectoryPerson): string {
  const salt = createHash('sha1').update(userId).digest().subarray(0, 8);
  const digest = createHash('sha1').update(password).update(salt).digest();
  return `{SSHA}${Buffer.concat([digest, salt]).toString('base64')}`;
}

function at(list: readonly string[], index: number): string {
  return list[index % list.length];
}

function ascii(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '');
}
