/**
 * Which names people may give to aliases of their own. Not those by which others know who answers for a domain: whoever
 * gets mail for them can have certificates made for it. And not those that would take what is sent to somebody else.
 */
import { Failure } from '../../../base/failure.ts';
import { foldName } from '../../../base/name.ts';

/** RFC 2142 sections 4 and 5; to whom authorities write before they make certificates; and the machine's own users. */
const RESERVED: ReadonlySet<string> = new Set([
  ...['abuse', 'noc', 'security'],
  ...['postmaster', 'hostmaster', 'usenet', 'news', 'webmaster', 'www', 'uucp', 'ftp'],
  ...['admin', 'administrator', 'sysadmin', 'root', 'mailer-daemon'],
  ...['ssladmin', 'ssladministrator', 'sslwebmaster', 'ssl-admin', 'ssl-administrator', 'ssl-webmaster'],
]);

/**
 * @param delimiter between a user and a folder: `bob+invoices` is bob's. Throws Failure `no-permission`.
 */
export function checkOwnAliasName(localPart: string, delimiter: string): void {
  const name = foldName(localPart);
  const takesOthers =
    // All addresses that fit it, and what is written to the owners of another alias.
    name.includes('*') || name.startsWith('owner-') || name.endsWith('-owner') || hasDelimiter(name, delimiter);
  if (!takesOthers && !RESERVED.has(name)) return;
  throw new Failure('no-permission', `the name is an administrator's to give: ${localPart}`, {
    detail: { field: 'mail', reason: 'name-reserved', value: localPart },
  });
}

function hasDelimiter(name: string, delimiter: string): boolean {
  return [...delimiter].some((character) => name.includes(character));
}
