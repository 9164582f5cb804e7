/** Finds what callers name: what lies beyond their reach is not there for them. Each throws Failure `invalid`, `not-found`. */
import { Failure } from '../../base/failure.ts';
import { foldName } from '../../base/name.ts';
import { type Caller, managesUser, reachesDomain, reachesUser } from '../access/caller.ts';
import type { Alias, Domain, Group, User } from '../ports/directory.ts';
import type { Store } from '../ports/store.ts';
import { checkAddress, checkDomainName, checkGroupAddress } from './names.ts';
import { noSuch } from './no-such.ts';

export interface LookUp {
  domain(by: Caller, name: string): Promise<Domain>;
  user(by: Caller, userId: string): Promise<User>;
  /** One whom the caller may change as an administrator does. Throws Failure `no-permission` for himself. */
  managedUser(by: Caller, userId: string): Promise<User>;
  /**
   * The same for what opens an account: whoever finds a browser that is signed in must not do that to its owner, who proves
   * his password where he changes it himself. Throws Failure `no-permission` for oneself where a session was shown.
   */
  otherUser(by: Caller, userId: string): Promise<User>;
  alias(by: Caller, mail: string): Promise<Alias>;
  /** @param name `name@domain`. */
  group(by: Caller, name: string): Promise<Group>;
}

export function createLookUp(store: Pick<Store, 'reader'>): LookUp {
  const directory = () => store.reader().directory;

  const findDomain = async (by: Caller, name: string): Promise<Domain | null> => {
    const found = await directory().findDomain(name);
    return found !== null && reachesDomain(by, found.id) ? found : null;
  };
  const user = async (by: Caller, userId: string): Promise<User> => {
    const found = await directory().findUser(userId);
    if (found === null || !reachesUser(by, found)) throw noSuch('user', userId);
    return found;
  };

  const managedUser = async (by: Caller, userId: string): Promise<User> => {
    const found = await user(by, userId);
    if (managesUser(by, found)) return found;
    throw ownAccount(by);
  };

  return {
    user,
    managedUser,

    async otherUser(by, userId) {
      const found = await managedUser(by, userId);
      const isOwnSession = found.account === by.reach.account && (by.session ?? null) !== null;
      if (isOwnSession) throw ownAccount(by);
      return found;
    },

    async domain(by, text) {
      const name = checkDomainName(text);
      const found = await findDomain(by, name);
      if (found === null) throw noSuch('domain', name);
      return found;
    },

    async alias(by, mail) {
      const address = checkAddress(mail, 'mail');
      const target = await directory().resolve(foldName(address.localPart), address.domain);
      const found = target?.kind === 'alias' ? await directory().alias(target.alias) : null;
      if (found === null || !reachesDomain(by, found.domain)) throw noSuch('alias', mail);
      return found;
    },

    async group(by, text) {
      const { name, domain } = checkGroupAddress(text);
      const within = await findDomain(by, domain);
      const found = within === null ? null : await directory().findGroup(within.id, name);
      if (found === null) throw noSuch('group', text);
      return found;
    },
  };
}

function ownAccount({ actor }: Caller): Failure {
  return new Failure('no-permission', `${actor.name} may not change his own account like that of others`, {
    detail: { reason: 'own-account' },
  });
}
