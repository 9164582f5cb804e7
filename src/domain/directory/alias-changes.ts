/**
 * From what callers say of aliases to operations, in two steps: what exactly would be different, so that it can be judged,
 * and the operation with what the audit log tells of it.
 */
import type { Clock } from '../../base/clock.ts';
import { Failure } from '../../base/failure.ts';
import type { Caller } from '../access/caller.ts';
import type { Alias, AliasMember, Domain, Membership } from '../ports/directory.ts';
import type { CreateAlias, DeleteAlias, UpdateAlias } from '../ports/directory-operations.ts';
import type { AccountId } from '../ports/ids.ts';
import type { Store } from '../ports/store.ts';
import { aliasMail, type ChannelNames, createAliasMembers, memberKey } from './alias-members.ts';
import type { AliasPatch, NewAliasRequest } from './alias-requests.ts';
import { audited, changesNothing } from './audit-entry.ts';
import { told } from './audit-fields.ts';
import { difference } from './difference.ts';
import { checkAddress, checkDescription } from './names.ts';

/** What of an alias can be changed. */
export type AliasContent = Pick<Alias, 'localPart' | 'description' | 'membership' | 'owners' | 'members'>;

export interface AliasChangesDeps {
  readonly store: Store;
  readonly channels: ChannelNames;
  readonly clock: Clock;
}

export interface AliasChanges {
  /** Throws Failure `invalid`, `not-found` (owner, member), `no-permission` (files and programs). */
  planNew(request: NewAliasRequest, mayUseChannels: boolean): Promise<AliasContent>;
  /** What the alias would be. Throws Failure as `planNew`, and `not-found` for who is to be removed and is not there. */
  plan(alias: Alias, patch: AliasPatch, mayUseChannels: boolean): Promise<AliasContent>;
  create(by: Caller, domain: Domain, content: AliasContent): Promise<CreateAlias>;
  /** Null where nothing would change. */
  update(by: Caller, alias: Alias, next: AliasContent): Promise<UpdateAlias | null>;
  delete(by: Caller, alias: Alias): Promise<DeleteAlias>;
  nameMember(member: AliasMember): Promise<string>;
  nameOwner(account: AccountId): Promise<string>;
}

const DEFAULT_MEMBERSHIP: Membership = 'open';
const FIELDS = ['localPart', 'description', 'membership', 'owners', 'members'] as const;

export function createAliasChanges({ store, channels, clock }: AliasChangesDeps): AliasChanges {
  const directory = () => store.reader().directory;
  const names = createAliasMembers(store, channels);

  const findOwners = (texts: readonly string[] = []) => Promise.all(texts.map((text) => names.findOwner(text)));
  const findMembers = (texts: readonly string[] = [], mayUseChannels: boolean, isRemoval = false) =>
    Promise.all(texts.map((text) => names.find(text, { mayUseChannels, isRemoval })));
  const nameOwner = async (account: AccountId) => (await directory().user(account))?.userId ?? `#${account}`;
  /** An address in the domain of the alias, under whatever name of that. */
  const renamed = async (alias: Alias, mail: string): Promise<string> => {
    const address = checkAddress(mail, 'mail');
    if ((await directory().findDomain(address.domain))?.id === alias.domain) return address.localPart;
    throw new Failure('invalid', 'an alias stays in its domain', { detail: { field: 'mail', value: mail } });
  };
  const note = (by: Caller, verb: string, mail: string, before: object, after: object | null) =>
    audited(by, clock.nowMs(), `alias.${verb}`, { kind: 'alias', name: mail }, { ...before }, after && { ...after });
  // Owners and members only where they are told of: naming one is a look-up.
  const fieldsOf = async (domainName: string, content: AliasContent, without?: AliasContent) => {
    const owners = content.owners.filter((owner) => without?.owners.includes(owner) !== true);
    const known = new Set(without?.members.map(memberKey));
    const members = content.members.filter((member) => !known.has(memberKey(member)));
    return {
      mail: aliasMail({ localPart: content.localPart, domainName }),
      description: content.description,
      membership: content.membership,
      owners: await Promise.all(owners.map(nameOwner)),
      members: await Promise.all(members.map((member) => names.name(member))),
    };
  };

  return {
    nameMember: (member) => names.name(member),
    nameOwner,

    async planNew(request, mayUseChannels) {
      return {
        localPart: checkAddress(request.mail, 'mail').localPart,
        description: checkDescription(request.description ?? ''),
        membership: request.membership ?? DEFAULT_MEMBERSHIP,
        owners: [...distinct(await findOwners(request.owners), String).values()],
        members: [...distinct(await findMembers(request.members, mayUseChannels), memberKey).values()],
      };
    },

    async plan(alias, patch, mayUseChannels) {
      const owners = distinct([...alias.owners, ...(await findOwners(patch.addOwners))], String);
      const removedOwners = await findOwners(patch.removeOwners);
      remove(owners, removedOwners.map(String), patch.removeOwners);
      const members = distinct([...alias.members, ...(await findMembers(patch.addMembers, mayUseChannels))], memberKey);
      const removedMembers = await findMembers(patch.removeMembers, mayUseChannels, true);
      remove(members, removedMembers.map(memberKey), patch.removeMembers);
      return {
        localPart: patch.mail === undefined ? alias.localPart : await renamed(alias, patch.mail),
        description: patch.description === undefined ? alias.description : checkDescription(patch.description),
        membership: patch.membership ?? alias.membership,
        owners: [...owners.values()],
        members: [...members.values()],
      };
    },

    async create(by, domain, content) {
      const fields = await fieldsOf(domain.name, content);
      const entry = note(by, 'create', fields.mail, {}, told(fields));
      return { kind: 'create-alias', domain: domain.id, ...content, ...entry };
    },

    async update(by, alias, next) {
      const went = await fieldsOf(alias.domainName, alias, next);
      const came = await fieldsOf(alias.domainName, next, alias);
      const entry = note(by, 'update', aliasMail(alias), went, came);
      if (changesNothing(entry)) return null;
      const changed = difference<AliasContent, (typeof FIELDS)[number]>(alias, next, FIELDS);
      return { kind: 'update-alias', alias: alias.id, expectVersion: alias.version, ...changed, ...entry };
    },

    async delete(by, alias) {
      const entry = note(by, 'delete', aliasMail(alias), told(await fieldsOf(alias.domainName, alias)), null);
      return { kind: 'delete-alias', alias: alias.id, expectVersion: null, ...entry };
    },
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
