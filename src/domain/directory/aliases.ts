/**
 * Aliases as administrators manage them: addresses that lead to users, other aliases and addresses elsewhere. What people
 * do with aliases for themselves is in `own/`. REQUIREMENTS DI3, DI5
 *
 * For a caller only those exist that he reaches. Their members and owners may be anybody here: the address list shows
 * them to all.
 */
import type { Clock } from '../../base/clock.ts';
import { foldName } from '../../base/name.ts';
import { type Caller, reachesAll } from '../access/caller.ts';
import type { Alias, AliasMember, PageRequest } from '../ports/directory.ts';
import type { AccountId, AliasId, DomainId } from '../ports/ids.ts';
import { applyOne, type Store } from '../ports/store.ts';
import { createAliasChanges } from './alias-changes.ts';
import { aliasMail, type ChannelNames, NO_CHANNELS } from './alias-members.ts';
import type { AliasPatch, NewAliasRequest } from './alias-requests.ts';
import { listInReach } from './list-in-reach.ts';
import { createLookUp } from './look-up.ts';
import { mustBeVersion } from './must-be-version.ts';
import { checkAddress } from './names.ts';

/** Files and programs are given to aliases by who reaches all: others get Failure `no-permission`. */
export interface Aliases {
  /** Throws Failure `not-found`. */
  get(by: Caller, mail: string): Promise<Alias>;
  list(by: Caller, domain: DomainId | null, page: PageRequest): Promise<readonly Alias[]>;
  /** Throws Failure `invalid`, `not-found` (domain, owner, member), `already-exists`, `no-permission`. */
  create(by: Caller, request: NewAliasRequest): Promise<AliasId>;
  /**
   * Throws Failure `invalid`, `not-found`, `already-exists`, `conflict`, `no-permission`.
   *
   * @param expectVersion as with `delete`.
   */
  update(by: Caller, mail: string, patch: AliasPatch, expectVersion?: number): Promise<void>;
  /**
   * Throws Failure `not-found`, `in-use`, `conflict`.
   *
   * @param expectVersion what was looked at before; absent: whatever it is now.
   */
  delete(by: Caller, mail: string, expectVersion?: number): Promise<void>;
  /** A member as `create` and `update` take it. */
  nameMember(member: AliasMember): Promise<string>;
  nameOwner(account: AccountId): Promise<string>;
}

export interface AliasesDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly channels?: ChannelNames;
}

export function createAliases({ store, clock, channels = NO_CHANNELS }: AliasesDeps): Aliases {
  const lookUp = createLookUp(store);
  const changes = createAliasChanges({ store, clock, channels });

  return {
    get: lookUp.alias,

    list: (by, domain, page) =>
      listInReach(
        by,
        domain,
        page,
        (each) => store.reader().directory.listAliases(each, page),
        (alias) => foldName(aliasMail(alias)),
      ),

    async create(by, request) {
      const domain = await lookUp.domain(by, checkAddress(request.mail, 'mail').domain);
      const content = await changes.planNew(request, reachesAll(by));
      const { alias } = await applyOne(store, await changes.create(by, domain, content));
      return alias;
    },

    async update(by, mail, patch, expectVersion) {
      const alias = await lookUp.alias(by, mail);
      mustBeVersion(alias, expectVersion);
      const operation = await changes.update(by, alias, await changes.plan(alias, patch, reachesAll(by)));
      if (operation !== null) await applyOne(store, operation);
    },

    async delete(by, mail, expectVersion) {
      const deletion = await changes.delete(by, await lookUp.alias(by, mail));
      await applyOne(store, { ...deletion, expectVersion: expectVersion ?? null });
    },

    nameMember: changes.nameMember,
    nameOwner: changes.nameOwner,
  };
}
