/** Aliases: addresses that lead to users, other aliases and addresses elsewhere. REQUIREMENTS DI3, DI5 */
import { Failure } from '../../base/failure.ts';
import { foldName } from '../../base/name.ts';
import { formatMailAddress } from '../../formats/address/mail-address.ts';
import { findUserByLogin } from '../access/login.ts';
import type { Alias, AliasMember, Membership, PageRequest } from '../ports/directory.ts';
import type { AccountId, AliasId, DomainId } from '../ports/ids.ts';
import { applyOne, type Store } from '../ports/store.ts';
import { checkAddress, checkDescription } from './names.ts';

export interface NewAliasRequest {
  readonly mail: string;
  readonly description?: string;
  readonly membership?: Membership;
  /** User IDs or addresses of users. */
  readonly owners: readonly string[];
  /** User IDs, addresses of users and aliases here, addresses elsewhere. */
  readonly members: readonly string[];
}

export interface AliasPatch {
  /** A new address in the same domain. */
  readonly mail?: string;
  readonly description?: string;
  readonly membership?: Membership;
  readonly addOwners?: readonly string[];
  readonly removeOwners?: readonly string[];
  readonly addMembers?: readonly string[];
  readonly removeMembers?: readonly string[];
}

export interface Aliases {
  /** Throws Failure `not-found`. */
  get(mail: string): Promise<Alias>;
  list(domain: DomainId | null, page: PageRequest): Promise<readonly Alias[]>;
  /** Throws Failure `invalid`, `not-found` (domain, owner, member), `already-exists`. */
  create(request: NewAliasRequest): Promise<AliasId>;
  /** Throws Failure `invalid`, `not-found`, `already-exists`, `conflict`. */
  update(mail: string, patch: AliasPatch): Promise<void>;
  /** Throws Failure `not-found`, `in-use`. */
  delete(mail: string): Promise<void>;
  /** A member as `create` and `update` take it. */
  nameMember(member: AliasMember): Promise<string>;
  nameOwner(account: AccountId): Promise<string>;
}

export function createAliases(store: Store): Aliases {
  const directory = () => store.reader().directory;

  const get = async (mail: string): Promise<Alias> => {
    const address = checkAddress(mail, 'mail');
    const target = await directory().resolve(foldName(address.localPart), address.domain);
    const alias = target?.kind === 'alias' ? await directory().alias(target.alias) : null;
    if (alias === null)
      throw new Failure('not-found', `no such alias: ${mail}`, { detail: { kind: 'alias', name: mail } });
    return alias;
  };
  const findOwner = async (name: string): Promise<AccountId> => {
    const user = await findUserByLogin(store.reader(), name);
    if (user === null) throw new Failure('not-found', `no such user: ${name}`, { detail: { kind: 'user', name } });
    return user.account;
  };
  const findMember = async (name: string): Promise<AliasMember> => {
    if (!name.includes('@')) return { kind: 'user', account: await findOwner(name) };
    const address = checkAddress(name, 'member');
    if ((await directory().findDomain(address.domain)) === null) {
      return { kind: 'remote', address: formatMailAddress(address) };
    }
    const target = await directory().resolve(foldName(address.localPart), address.domain);
    if (target === null)
      throw new Failure('not-found', `no such address: ${name}`, { detail: { kind: 'address', name } });
    return target;
  };
  const findAll = <T>(names: readonly string[], find: (name: string) => Promise<T>) => Promise.all(names.map(find));

  return {
    get,
    list: (domain, page) => directory().listAliases(domain, page),

    async create(request) {
      const address = checkAddress(request.mail, 'mail');
      const domain = await directory().findDomain(address.domain);
      if (domain === null) {
        throw new Failure('not-found', `no such domain: ${address.domain}`, {
          detail: { kind: 'domain', name: address.domain },
        });
      }
      const { alias } = await applyOne(store, {
        kind: 'create-alias',
        domain: domain.id,
        localPart: address.localPart,
        description: checkDescription(request.description ?? ''),
        membership: request.membership ?? 'open',
        owners: distinct(await findAll(request.owners, findOwner)),
        members: distinctMembers(await findAll(request.members, findMember)),
      });
      return alias;
    },

    async update(mail, patch) {
      const alias = await get(mail);
      const owners = combine(
        alias.owners,
        await findAll(patch.addOwners ?? [], findOwner),
        await findAll(patch.removeOwners ?? [], findOwner),
        String,
      );
      const members = combine(
        alias.members,
        await findAll(patch.addMembers ?? [], findMember),
        await findAll(patch.removeMembers ?? [], findMember),
        memberKey,
      );
      const renamed = patch.mail === undefined ? null : checkAddress(patch.mail, 'mail');
      if (renamed !== null && renamed.domain !== alias.domainName) {
        throw new Failure('invalid', 'an alias stays in its domain', { detail: { field: 'mail', value: patch.mail } });
      }
      await applyOne(store, {
        kind: 'update-alias',
        alias: alias.id,
        expectVersion: alias.version,
        owners,
        members,
        ...(renamed === null ? {} : { localPart: renamed.localPart }),
        ...(patch.description === undefined ? {} : { description: checkDescription(patch.description) }),
        ...(patch.membership === undefined ? {} : { membership: patch.membership }),
      });
    },

    async delete(mail) {
      const alias = await get(mail);
      await applyOne(store, { kind: 'delete-alias', alias: alias.id });
    },

    async nameMember(member) {
      if (member.kind === 'remote') return member.address;
      if (member.kind === 'user') return (await directory().user(member.account))?.userId ?? `#${member.account}`;
      const alias = await directory().alias(member.alias);
      return alias === null ? `#${member.alias}` : aliasMail(alias);
    },
    nameOwner: async (account) => (await directory().user(account))?.userId ?? `#${account}`,
  };
}

export function aliasMail(alias: Alias): string {
  return formatMailAddress({ localPart: alias.localPart, domain: alias.domainName });
}

/** What makes two members the same one. */
export function memberKey(member: AliasMember): string {
  if (member.kind === 'user') return `user ${member.account}`;
  if (member.kind === 'alias') return `alias ${member.alias}`;
  return `remote ${foldName(member.address)}`;
}

function distinct<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}

function distinctMembers(members: readonly AliasMember[]): AliasMember[] {
  return combine([], members, [], memberKey);
}

function combine<T>(current: readonly T[], added: readonly T[], removed: readonly T[], key: (value: T) => string): T[] {
  const result = new Map<string, T>();
  for (const value of [...current, ...added]) if (!result.has(key(value))) result.set(key(value), value);
  for (const value of removed) {
    if (!result.delete(key(value)))
      throw new Failure('not-found', 'not among the owners or members', {
        detail: { kind: 'member', name: key(value) },
      });
  }
  return [...result.values()];
}
