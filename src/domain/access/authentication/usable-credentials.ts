/** Which credentials a user signs in with, by what he is now. */
import type { Clock } from '../../../base/clock.ts';
import type { Credential, User } from '../../ports/directory.ts';
import type { ServiceName } from '../../ports/sessions.ts';
import type { Store } from '../../ports/store.ts';
import { credentialsInUse } from '../credentials-in-use.ts';
import { isActive } from '../is-active.ts';
import { needsSecondFactor } from '../second-factors/needs-second-factor.ts';

export interface Usable {
  readonly credentials: readonly Credential[];
  /** The password is one that the remote directory judges. */
  readonly isRemote: boolean;
  /** What the log says of a refusal, and nobody else is told. */
  readonly told?: string;
}

/** Of nobody, and of who is switched off, there are none. */
export interface UsableCredentials {
  /** Of the account itself, whatever else is asked for: no app passwords. */
  passwords(user: User | null): Promise<Usable>;
  /** The same also of who is switched off: to be told so he has to know his password. */
  passwordsOfAnybody(user: User | null): Promise<Usable>;
  /** What does without a second factor: passwords only where there is none, app passwords in any case. */
  at(user: User | null, service: ServiceName): Promise<Usable>;
}

const FACTOR_TOLD = 'sign-in failed: the account has a second factor, so only app passwords and tokens do here';

export function createUsableCredentials({ store, clock }: { store: Pick<Store, 'reader'>; clock: Clock }) {
  const directory = () => store.reader().directory;
  const allOf = async (user: User): Promise<readonly Credential[]> => {
    const now = clock.nowMs();
    const inUse = credentialsInUse(user, await directory().credentials(user.account));
    return inUse.filter(({ expiresAtMs }) => expiresAtMs === null || expiresAtMs > now);
  };
  const credentialsOf = async (user: User | null) => (user === null || !isActive(user) ? [] : allOf(user));
  const ownOf = (all: readonly Credential[], user: User | null): Usable => {
    return { credentials: all.filter(({ kind }) => kind !== 'app-password'), isRemote: isKeptElsewhere(user) };
  };

  return {
    passwords: async (user) => ownOf(await credentialsOf(user), user),
    passwordsOfAnybody: async (user) => ownOf(user === null ? [] : await allOf(user), user),

    async at(user, service) {
      const here = (await credentialsOf(user)).filter(
        ({ services }) => services === null || services.includes(service),
      );
      const isRemote = isKeptElsewhere(user);
      if (user === null || (here.length === 0 && !isRemote)) return { credentials: [], isRemote };
      if (!needsSecondFactor(await directory().secondFactors(user.account))) return { credentials: here, isRemote };
      return { credentials: here.filter(({ kind }) => kind === 'app-password'), isRemote: false, told: FACTOR_TOLD };
    },
  } satisfies UsableCredentials;
}

function isKeptElsewhere(user: User | null): boolean {
  return user !== null && user.remoteId !== null && isActive(user);
}
