/** The first start of an empty store: first domain, `admin` with a one-time password, postmaster alias. REQUIREMENTS DI9, K14 */
import { SYSTEM } from '../access/caller.ts';
import type { Credentials } from '../access/credentials.ts';
import { oneTimePassword } from '../access/credentials.ts';
import { applyOne, type Store } from '../ports/store.ts';
import { audited } from './audit-entry.ts';
import { DEFAULT_MAILBOXES } from './default-mailboxes.ts';
import { ADMIN_USER_ID, type NewDomainKeys, NO_DOMAIN_KEYS } from './domains.ts';
import { checkDomainName, EMPTY_PROFILE } from './names.ts';

export interface FirstStart {
  readonly domain: string;
  readonly userId: string;
  /** Shown once; the account must change it. */
  readonly password: string;
}

/**
 * Fills an empty store. Returns null when the store is not empty. Throws Failure `invalid` (the domain's name).
 *
 * @param announce is told of the password before the account exists, so that a crash in between leaves a password
 *   that opens nothing rather than an account that nobody can open.
 */
export async function initialiseIfEmpty(
  store: Store,
  credentials: Credentials,
  domain: string,
  announce: (first: FirstStart) => Promise<void>,
  newDomainKeys: NewDomainKeys = NO_DOMAIN_KEYS,
): Promise<FirstStart | null> {
  const domains = await store.reader().directory.listDomains();
  if (domains.length > 0) return null;
  const first: FirstStart = { domain: checkDomainName(domain), userId: ADMIN_USER_ID, password: oneTimePassword() };
  await announce(first);
  const credential = await credentials.forPassword(first.password, [], { mustChange: true });
  const settled = { domain: first.domain, userId: first.userId };
  await applyOne(store, {
    kind: 'initialise',
    ...audited(
      SYSTEM,
      credential.createdAtMs,
      'directory.initialise',
      { kind: 'directory', name: first.domain },
      {},
      settled,
    ),
    domain: { name: first.domain, description: '', dkimKeys: await newDomainKeys() },
    admin: {
      userId: ADMIN_USER_ID,
      localPart: ADMIN_USER_ID,
      role: 'administrator',
      roleDomains: [],
      isListed: true,
      profile: EMPTY_PROFILE,
      language: null,
      storageQuota: 'none',
      messageQuota: 'none',
      privileges: {},
      credentials: [credential],
      mailboxes: DEFAULT_MAILBOXES,
    },
  });
  return first;
}
