/** Domains: each is made with its postmaster alias, of which `admin` is a member. REQUIREMENTS DI4 */
import { Failure } from '../../base/failure.ts';
import { foldName } from '../../base/name.ts';
import type { AddressTarget, Domain, DomainPolicy, NewDkimKey } from '../ports/directory.ts';
import type { AccountId, DomainId } from '../ports/ids.ts';
import { applyOne, type Store } from '../ports/store.ts';
import { checkAddress, checkDescription, checkDomainName } from './names.ts';

/** The User ID of the administrator that every installation has. REQUIREMENTS DI9 */
export const ADMIN_USER_ID = 'admin';

export interface DomainPatch {
  readonly description?: string;
  /** An address of this server that takes what is addressed to nobody; null refuses it. */
  readonly catchAll?: string | null;
  /** Absent parts stay. */
  readonly policy?: Partial<DomainPolicy>;
}

/** Keys that a new domain signs with. */
export type NewDomainKeys = () => Promise<readonly NewDkimKey[]>;

/** Domains whose mail is not signed. */
export const NO_DOMAIN_KEYS: NewDomainKeys = () => Promise.resolve([]);

export interface Domains {
  /** Throws Failure `not-found`. */
  get(name: string): Promise<Domain>;
  list(): Promise<readonly Domain[]>;
  /** Throws Failure `invalid`, `already-exists`. */
  create(name: string, description?: string): Promise<DomainId>;
  /** Throws Failure `invalid`, `not-found`. */
  update(name: string, patch: DomainPatch): Promise<void>;
  /** Throws Failure `not-found`, `in-use` (`detail.dependents`). */
  delete(name: string): Promise<void>;
}

export function createDomains(store: Store, newDomainKeys: NewDomainKeys = NO_DOMAIN_KEYS): Domains {
  const directory = () => store.reader().directory;

  const get = async (text: string): Promise<Domain> => {
    const name = checkDomainName(text);
    const domain = await directory().findDomain(name);
    if (domain === null)
      throw new Failure('not-found', `no such domain: ${name}`, { detail: { kind: 'domain', name } });
    return domain;
  };
  const admin = async (): Promise<AccountId> => {
    const user = await directory().findUser(ADMIN_USER_ID);
    if (user === null)
      throw new Failure('not-found', 'the administrator is missing', { detail: { kind: 'user', name: ADMIN_USER_ID } });
    return user.account;
  };
  const findTarget = async (text: string): Promise<AddressTarget> => {
    const address = checkAddress(text, 'catchAll');
    const target = await directory().resolve(foldName(address.localPart), address.domain);
    if (target === null)
      throw new Failure('not-found', `no such address: ${text}`, { detail: { kind: 'address', name: text } });
    return target;
  };

  return {
    get,
    list: () => directory().listDomains(),
    async create(name, description = '') {
      const { domain } = await applyOne(store, {
        kind: 'create-domain',
        name: checkDomainName(name),
        description: checkDescription(description),
        postmaster: await admin(),
        dkimKeys: await newDomainKeys(),
      });
      return domain;
    },
    async update(name, patch) {
      const domain = await get(name);
      await applyOne(store, {
        kind: 'update-domain',
        domain: domain.id,
        ...(patch.description === undefined ? {} : { description: checkDescription(patch.description) }),
        ...(patch.catchAll === undefined
          ? {}
          : { catchAll: patch.catchAll === null ? null : await findTarget(patch.catchAll) }),
        ...(patch.policy === undefined ? {} : { policy: { ...domain.policy, ...patch.policy } }),
      });
    },
    async delete(name) {
      const domain = await get(name);
      await applyOne(store, { kind: 'delete-domain', domain: domain.id });
    },
  };
}
