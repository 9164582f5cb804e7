/** What people do with aliases for themselves, as far as the rules and their privileges go. DI3, DI8, PM3 */
import type { Clock } from '../../../base/clock.ts';
import { Failure } from '../../../base/failure.ts';
import { foldName } from '../../../base/name.ts';
import type { Caller } from '../../access/caller.ts';
import type { AccountPolicies } from '../../access/policy/account-policies.ts';
import type { Alias, User } from '../../ports/directory.ts';
import type { AliasId } from '../../ports/ids.ts';
import { applyOne, type Store } from '../../ports/store.ts';
import type { Settings } from '../../settings/settings.ts';
import { type AliasContent, createAliasChanges } from '../alias-changes.ts';
import { NO_CHANNELS } from '../alias-members.ts';
import type { AliasPatch, NewAliasRequest } from '../alias-requests.ts';
import { mustBeVersion } from '../must-be-version.ts';
import { checkAddress } from '../names.ts';
import { noSuch } from '../no-such.ts';
import {
  type AliasActor,
  type AliasRefusal,
  judgeAliasChange,
  judgeAliasDeletion,
  judgeNewAlias,
} from './alias-rules.ts';
import { checkOwnAliasName } from './own-alias-name.ts';
import { ownUser } from './own-user.ts';

/** Nobody takes all the names. */
const MAX_OWNED = 100;

/** Every alias of this server is known to everybody, by the address list. */
export interface OwnAliases {
  /** Those that the caller owns or is a member of. */
  list(by: Caller): Promise<readonly Alias[]>;
  /**
   * In the caller's own domain; he is among the owners.
   * Throws Failure `invalid`, `not-found`, `already-exists`, `too-many`, `no-permission` (`detail.reason`).
   */
  create(by: Caller, request: Omit<NewAliasRequest, 'owners'> & Partial<NewAliasRequest>): Promise<AliasId>;
  /**
   * Throws Failure `invalid`, `not-found`, `already-exists`, `conflict`, `no-permission` (`detail.reason`).
   *
   * @param expectVersion what was looked at before; absent: whatever it is now.
   */
  update(by: Caller, mail: string, patch: AliasPatch, expectVersion?: number): Promise<void>;
  /** Throws Failure `not-found`, `in-use`, `conflict`, `no-permission` (`detail.reason`). @param expectVersion as with `update`. */
  delete(by: Caller, mail: string, expectVersion?: number): Promise<void>;
}

export interface OwnAliasesDeps {
  readonly store: Store;
  readonly settings: Pick<Settings, 'get'>;
  readonly policies: Pick<AccountPolicies, 'of'>;
  readonly clock: Clock;
}

export function createOwnAliases({ store, settings, policies, clock }: OwnAliasesDeps): OwnAliases {
  const directory = () => store.reader().directory;
  const changes = createAliasChanges({ store, clock, channels: NO_CHANNELS });

  const find = async (mail: string): Promise<Alias> => {
    const address = checkAddress(mail, 'mail');
    const target = await directory().resolve(foldName(address.localPart), address.domain);
    const alias = target?.kind === 'alias' ? await directory().alias(target.alias) : null;
    if (alias === null) throw noSuch('alias', mail);
    return alias;
  };
  const actorOf = async (user: User): Promise<AliasActor> => {
    const { privileges } = await policies.of(user);
    return { account: user.account, has: (privilege) => privileges[privilege].value };
  };
  const checkName = (localPart: string) => checkOwnAliasName(localPart, settings.get('recipientDelimiter'));
  const requireRoom = async ({ account }: User) => {
    const owned = (await directory().aliasesOf(account)).filter(({ owners }) => owners.includes(account));
    if (owned.length >= MAX_OWNED) throw new Failure('too-many', `more than ${MAX_OWNED} aliases of one owner`);
  };

  return {
    list: async (by) => directory().aliasesOf((await ownUser(store, by)).account),

    async create(by, request) {
      const user = await ownUser(store, by);
      const address = checkAddress(request.mail, 'mail');
      const domain = await directory().findDomain(address.domain);
      if (domain === null || domain.id !== user.domain) throw noSuch('domain', address.domain);
      const planned = await changes.planNew({ ...request, owners: request.owners ?? [] }, false);
      const content: AliasContent = { ...planned, owners: [...new Set([user.account, ...planned.owners])] };
      mustBeFine(user, judgeNewAlias(await actorOf(user), content));
      checkName(content.localPart);
      await requireRoom(user);
      const { alias } = await applyOne(store, await changes.create(by, domain, content));
      return alias;
    },

    async update(by, mail, patch, expectVersion) {
      const [user, alias] = [await ownUser(store, by), await find(mail)];
      mustBeVersion(alias, expectVersion);
      const next = await changes.plan(alias, patch, false);
      mustBeFine(user, judgeAliasChange(await actorOf(user), alias, next));
      if (foldName(next.localPart) !== foldName(alias.localPart)) checkName(next.localPart);
      const operation = await changes.update(by, alias, next);
      if (operation !== null) await applyOne(store, operation);
    },

    async delete(by, mail, expectVersion) {
      const [user, alias] = [await ownUser(store, by), await find(mail)];
      mustBeFine(user, judgeAliasDeletion(await actorOf(user), alias));
      await applyOne(store, { ...(await changes.delete(by, alias)), expectVersion: expectVersion ?? null });
    },
  };
}

function mustBeFine({ userId }: User, refusal: AliasRefusal): void {
  if (refusal === null) return;
  throw new Failure('no-permission', `${userId} may not do this with the alias: ${refusal.reason}`, {
    detail: { ...refusal },
  });
}
