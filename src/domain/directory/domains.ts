/** Domains: each is made with its postmaster alias, of which `admin` is a member. REQUIREMENTS DI4 */
import type { Clock } from '../../base/clock.ts';
import { Failure } from '../../base/failure.ts';
import { foldName } from '../../base/name.ts';
import { type Caller, mustReachAll, reachesDomain } from '../access/caller.ts';
import { changePolicy, type PolicyPatch } from '../access/policy/change-policy.ts';
import type { AddressTarget, Domain, DomainPolicy, NewDkimKey } from '../ports/directory.ts';
import type { AccountId, DomainId } from '../ports/ids.ts';
import { applyOne, type Store } from '../ports/store.ts';
import { createAliasMembers, NO_CHANNELS } from './alias-members.ts';
import { audited, changesNothing } from './audit-entry.ts';
import { domainFields, told } from './audit-fields.ts';
import { difference } from './difference.ts';
import { createLookUp } from './look-up.ts';
import { mustBeVersion } from './must-be-version.ts';
import { checkAddress, checkDescription, checkDomainName } from './names.ts';
import { noSuch } from './no-such.ts';

/** The User ID of the administrator that every installation has. REQUIREMENTS DI9 */
export const ADMIN_USER_ID = 'admin';
/** Every one is a name that nobody else can have. */
const MAX_SYNONYMS = 100;

/** What is absent stays. */
export interface DomainPatch {
  /** All that is in the domain goes with it to the new name. */
  readonly name?: string;
  /**
   * Whether the old name stays as a synonym, which it does unless this is false: without it mail to the old addresses,
   * and what people have forwarded to them, is another server's.
   */
  readonly keepsOldName?: boolean;
  /** Replaces the list: other names of the domain. */
  readonly synonyms?: readonly string[];
  readonly description?: string;
  /** An address of this server that takes what is addressed to nobody; null refuses it. */
  readonly catchAll?: string | null;
  readonly policy?: Partial<DomainPolicy>;
  /** What holds for its users where neither they nor their groups say anything. */
  readonly accountPolicy?: PolicyPatch;
}

/** Keys that a new domain signs with. */
export type NewDomainKeys = () => Promise<readonly NewDkimKey[]>;

/** Domains whose mail is not signed. */
export const NO_DOMAIN_KEYS: NewDomainKeys = () => Promise.resolve([]);

/** Domains are made, changed and deleted by who reaches all: others get Failure `no-permission`. */
export interface Domains {
  /** By its name or a synonym. Throws Failure `invalid`, `not-found`. */
  get(by: Caller, name: string): Promise<Domain>;
  list(by: Caller): Promise<readonly Domain[]>;
  /** Throws Failure `invalid`, `already-exists`. */
  create(by: Caller, name: string, description?: string): Promise<DomainId>;
  /**
   * Throws Failure `invalid`, `not-found`, `already-exists` (`detail.name`), `too-many` (synonyms), `conflict`.
   *
   * @param expectVersion what was looked at before; absent: whatever it is now.
   */
  update(by: Caller, name: string, patch: DomainPatch, expectVersion?: number): Promise<void>;
  /** Throws Failure `not-found`, `in-use` (`detail.dependents`). */
  delete(by: Caller, name: string): Promise<void>;
}

export interface DomainsDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly newDomainKeys?: NewDomainKeys;
}

export function createDomains({ store, clock, newDomainKeys = NO_DOMAIN_KEYS }: DomainsDeps): Domains {
  const directory = () => store.reader().directory;
  const lookUp = createLookUp(store);
  const members = createAliasMembers(store, NO_CHANNELS);

  const audit = (by: Caller, action: string, name: string, before: object, after: object | null) =>
    audited(by, clock.nowMs(), action, { kind: 'domain', name }, { ...before }, after && { ...after });
  const fieldsOf = async (domain: Domain) =>
    domainFields(domain, domain.catchAll === null ? null : await members.name(domain.catchAll));
  const admin = async (): Promise<AccountId> => {
    const user = await directory().findUser(ADMIN_USER_ID);
    if (user === null) throw noSuch('user', ADMIN_USER_ID);
    return user.account;
  };
  const findTarget = async (text: string): Promise<AddressTarget> => {
    const address = checkAddress(text, 'catchAll');
    const target = await directory().resolve(foldName(address.localPart), address.domain);
    if (target === null) throw noSuch('address', text);
    return target;
  };
  const findOwn = async (by: Caller, name: string): Promise<Domain> => {
    const domain = await lookUp.domain(by, name);
    mustReachAll(by);
    return domain;
  };

  return {
    get: lookUp.domain,
    list: async (by) => (await directory().listDomains()).filter(({ id }) => reachesDomain(by, id)),

    async create(by, text, description = '') {
      mustReachAll(by);
      const made = { name: checkDomainName(text), description: checkDescription(description) };
      const { domain } = await applyOne(store, {
        kind: 'create-domain',
        ...made,
        postmaster: await admin(),
        dkimKeys: await newDomainKeys(),
        ...audit(by, 'domain.create', made.name, {}, told(made)),
      });
      return domain;
    },

    async update(by, text, patch, expectVersion) {
      const domain = await findOwn(by, text);
      mustBeVersion(domain, expectVersion);
      const { catchAll } = patch;
      const next: Domain = {
        ...domain,
        ...renamed(domain, patch),
        description: patch.description === undefined ? domain.description : checkDescription(patch.description),
        catchAll: catchAll ? await findTarget(catchAll) : catchAll === null ? null : domain.catchAll,
        policy: { ...domain.policy, ...patch.policy },
        accountPolicy: changePolicy(domain.accountPolicy, patch.accountPolicy ?? {}),
      };
      const entry = audit(by, 'domain.update', domain.name, await fieldsOf(domain), await fieldsOf(next));
      if (changesNothing(entry)) return;
      await applyOne(store, {
        kind: 'update-domain',
        domain: domain.id,
        expectVersion: domain.version,
        ...difference(domain, next, FIELDS),
        ...entry,
      });
    },

    async delete(by, text) {
      const domain = await findOwn(by, text);
      const entry = audit(by, 'domain.delete', domain.name, told(await fieldsOf(domain)), null);
      await applyOne(store, { kind: 'delete-domain', domain: domain.id, ...entry });
    },
  };
}

const FIELDS = ['name', 'synonyms', 'description', 'catchAll', 'policy', 'accountPolicy'] as const;

function renamed(domain: Domain, patch: DomainPatch): Pick<Domain, 'name' | 'synonyms'> {
  const name = patch.name === undefined ? domain.name : checkDomainName(patch.name);
  const synonyms = new Set(patch.synonyms === undefined ? domain.synonyms : patch.synonyms.map(checkDomainName));
  if (name !== domain.name && patch.keepsOldName !== false) synonyms.add(domain.name);
  synonyms.delete(name);
  if (synonyms.size > MAX_SYNONYMS) {
    const detail = { field: 'synonyms', problem: 'too-many', max: MAX_SYNONYMS };
    throw new Failure('too-many', `more than ${MAX_SYNONYMS} synonyms`, { detail });
  }
  return { name, synonyms: [...synonyms] };
}
