/** Aliases: addresses that lead to users, other aliases and addresses elsewhere. REQUIREMENTS DI3, DI5 */
import { Failure } from '../../base/failure.ts';
import { foldName } from '../../base/name.ts';
import type { Alias, AliasMember, Membership, PageRequest } from '../ports/directory.ts';
import type { AccountId, AliasId, DomainId } from '../ports/ids.ts';
import { applyOne, type Store } from '../ports/store.ts';
import { type ChannelNames, createAliasMembers, memberKey, NO_CHANNELS } from './alias-members.ts';
import { checkAddress, checkDescription } from './names.ts';

export interface NewAliasRequest {
  readonly mail: string;
  readonly description?: string;
  readonly membership?: Membership;
  /** User IDs or addresses of users. */
  readonly owners: readonly string[];
  /** User IDs, addresses of users and aliases here, addresses elsewhere, `file:NAME`, `program:NAME`. */
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

export interface AliasOptions {
  /** The caller may give files and programs to aliases; without it they are refused. */
  readonly mayUseChannels?: boolean;
}

export interface Aliases {
  /** Throws Failure `not-found`. */
  get(mail: string): Promise<Alias>;
  list(domain: DomainId | null, page: PageRequest): Promise<readonly Alias[]>;
  /** Throws Failure `invalid`, `not-found` (domain, owner, member), `already-exists`, `no-permission`. */
  create(request: NewAliasRequest, options?: AliasOptions): Promise<AliasId>;
  /** Throws Failure `invalid`, `not-found`, `already-exists`, `conflict`, `no-permission`. */
  update(mail: string, patch: AliasPatch, options?: AliasOptions): Promise<void>;
  /** Throws Failure `not-found`, `in-use`. */
  delete(mail: string): Promise<void>;
  /** A member as `create` and `update` take it. */
  nameMember(member: AliasMember): Promise<string>;
  nameOwner(account: AccountId): Promise<string>;
}

export function createAliases(store: Store, channels: ChannelNames = NO_CHANNELS): Aliases {
  const directory = () => store.reader().directory;
  const names = createAliasMembers(store, channels);

  const get = async (mail: string): Promise<Alias> => {
    const address = checkAddress(mail, 'mail');
    const target = await directory().resolve(foldName(address.localPart), address.domain);
    const alias = target?.kind === 'alias' ? await directory().alias(target.alias) : null;
    if (alias === null)
      throw new Failure('not-found', `no such alias: ${mail}`, { detail: { kind: 'alias', name: mail } });
    return alias;
  };
  const findOwners = (texts: readonly string[] = []) => Promise.all(texts.map((text) => names.findOwner(text)));
  const findMembers = (texts: readonly string[] = [], { mayUseChannels = false }: AliasOptions, isRemoval = false) =>
    Promise.all(texts.map((text) => names.find(text, { mayUseChannels, isRemoval })));

  return {
    get,
    list: (domain, page) => directory().listAliases(domain, page),

    async create(request, options = {}) {
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
        owners: [...distinct(await findOwners(request.owners), String).values()],
        members: [...distinct(await findMembers(request.members, options), memberKey).values()],
      });
      return alias;
    },

    async update(mail, patch, options = {}) {
      const alias = await get(mail);
      const owners = distinct([...alias.owners, ...(await findOwners(patch.addOwners))], String);
      const removedOwners = await findOwners(patch.removeOwners);
      remove(owners, removedOwners.map(String), patch.removeOwners);
      const members = distinct([...alias.members, ...(await findMembers(patch.addMembers, options))], memberKey);
      const removedMembers = await findMembers(patch.removeMembers, options, true);
      remove(members, removedMembers.map(memberKey), patch.removeMembers);
      const renamed = patch.mail === undefined ? null : checkAddress(patch.mail, 'mail');
      if (renamed !== null && renamed.domain !== alias.domainName) {
        throw new Failure('invalid', 'an alias stays in its domain', { detail: { field: 'mail', value: patch.mail } });
      }
      await applyOne(store, {
        kind: 'update-alias',
        alias: alias.id,
        expectVersion: alias.version,
        owners: [...owners.values()],
        members: [...members.values()],
        ...(renamed === null ? {} : { localPart: renamed.localPart }),
        ...(patch.description === undefined ? {} : { description: checkDescription(patch.description) }),
        ...(patch.membership === undefined ? {} : { membership: patch.membership }),
      });
    },

    async delete(mail) {
      const alias = await get(mail);
      await applyOne(store, { kind: 'delete-alias', alias: alias.id });
    },

    nameMember: (member) => names.name(member),
    nameOwner: async (account) => (await directory().user(account))?.userId ?? `#${account}`,
  };
}

/** By their keys, in the order in which they were first named. */
function distinct<T>(values: readonly T[], key: (value: T) => string): Map<string, T> {
  const result = new Map<string, T>();
  for (const value of values) if (!result.has(key(value))) result.set(key(value), value);
  return result;
}

/** @param written the same as the caller wrote them. Throws Failure `not-found` for one that is not there. */
function remove<T>(from: Map<string, T>, keys: readonly string[], written: readonly string[] = []): void {
  for (const [index, key] of keys.entries()) {
    if (from.delete(key)) continue;
    const name = written[index] ?? key;
    throw new Failure('not-found', `not among the owners or members: ${name}`, { detail: { kind: 'member', name } });
  }
}
