/** What clients of a directory send, as octets. */
import { formatRequest } from '../../src/wire/ldap/format-request.ts';
import { parseFilterText } from '../../src/wire/ldap/parse-filter-text.ts';
import { DIRECTORY_BASE, type DirectoryPerson } from '../targets/directory-people.ts';

/** What mail clients show of a colleague. */
const ATTRIBUTES = ['cn', 'givenName', 'sn', 'mail', 'telephoneNumber', 'title'];
/** As many as an address book lists. */
const SIZE_LIMIT = 100;

/** Each operation has ended before the next one begins: they may all have the same id. */
const MESSAGE_ID = 2;

export function bindMessage({ name, password }: DirectoryPerson): Uint8Array {
  const authentication = { kind: 'simple', password: Buffer.from(password) } as const;
  return formatRequest({
    messageId: MESSAGE_ID,
    request: { kind: 'bind', version: 3, name, authentication },
    controls: [],
  });
}

export function searchMessage(filter: string): Uint8Array {
  return formatRequest({
    messageId: MESSAGE_ID,
    request: {
      ...{ kind: 'search', base: DIRECTORY_BASE, scope: 'subtree', sizeLimit: SIZE_LIMIT, timeLimitSeconds: 10 },
      ...{ typesOnly: false, filter: parseFilterText(filter), attributes: ATTRIBUTES },
    },
    controls: [],
  });
}

export function mailSearch({ mail }: DirectoryPerson): Uint8Array {
  return searchMessage(`(mail=${mail})`);
}

/** What somebody types who looks for a colleague: a part of the name, looked for in all that address books look at. */
export function partSearch({ lastName }: DirectoryPerson, letters: number, index: number): Uint8Array {
  const start = lastName.length <= letters ? 0 : index % (lastName.length - letters);
  const part = lastName.slice(start, start + letters).toLowerCase();
  return searchMessage(`(|(mail=*${part}*)(cn=*${part}*)(givenName=*${part}*)(sn=*${part}*))`);
}
