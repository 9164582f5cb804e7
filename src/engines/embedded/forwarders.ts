/** Whose mail is sent on to a user of ours: kept as addresses, since most of them are elsewhere. */
import { foldName } from '../../base/name.ts';
import type { Forwarding } from '../../domain/ports/directory.ts';
import type { AccountId, DomainId } from '../../domain/ports/ids.ts';
import { formatMailAddress } from '../../formats/address/mail-address.ts';
import type { Database } from './index/database.ts';

export interface Forwarder {
  readonly account: AccountId;
  readonly userId: string;
  readonly forwarding: Forwarding;
}

/** A user's address under each of the names of its domain, in the form in which addresses are compared. */
export function addressKeys(database: Database, account: AccountId): ReadonlySet<string> {
  const [domain, localPart] = database.row<[DomainId, string]>(PLACE, account) ?? [];
  if (domain === undefined || localPart === undefined) return new Set();
  const names = database.rows<[string]>(NAMES, domain).flat();
  return new Set(names.map((name) => foldName(formatMailAddress({ localPart, domain: name }))));
}

/** The mail address of a user. */
export function addressOf(database: Database, account: AccountId): string | null {
  const [localPart, domain] = database.row<[string, string]>(ADDRESS, account) ?? [];
  return localPart === undefined || domain === undefined ? null : formatMailAddress({ localPart, domain });
}

/** Users who forward to one of these addresses, by account. */
export function forwardersTo(database: Database, keys: ReadonlySet<string>): Forwarder[] {
  const found: Forwarder[] = [];
  for (const [account, userId, text] of database.rows<[AccountId, string, string]>(FORWARDERS)) {
    const forwarding = JSON.parse(text) as Forwarding;
    if (forwarding.addresses.some((address) => keys.has(foldName(address))))
      found.push({ account, userId, forwarding });
  }
  return found;
}

const PLACE = 'SELECT domain, local_part FROM user WHERE account = ?';
const NAMES = 'SELECT name FROM domain WHERE id = ?1 UNION ALL SELECT name FROM domain_synonym WHERE domain = ?1';
const ADDRESS = `
  SELECT user.local_part, domain.name FROM user JOIN domain ON domain.id = user.domain WHERE user.account = ?`;
const FORWARDERS = 'SELECT account, user_id, forwarding FROM user WHERE forwarding IS NOT NULL ORDER BY account';
