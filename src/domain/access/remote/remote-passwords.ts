/**
 * Passwords of people whom a remote directory knows: it decides, and what it took last is remembered, so that people can
 * still sign in while it is away. DI7
 */
import type { Clock } from '../../../base/clock.ts';
import type { Credential, User } from '../../ports/directory.ts';
import type { AccountId } from '../../ports/ids.ts';
import { applyOne, type Store } from '../../ports/store.ts';
import type { Settings } from '../../settings/settings.ts';
import type { GuessingPeer } from '../guess-limits.ts';
import type { PasswordHasher } from '../password-hash.ts';
import { RememberedVerifications } from '../remembered-verifications.ts';
import { confirmedUntilMs } from './confirmed-until.ts';
import type { RemoteSignIn } from './remote-sign-in.ts';

/** So long nobody is asked again: what is changed or switched off there counts here after that at the latest. */
const REMEMBERED_MS = 5 * 60_000;

export interface RemotePasswords {
  /**
   * The credential that stands for the password, or null where it is wrong, or nobody can say. Takes at least as long as
   * one hash.
   *
   * @param forms in which the password is hashed, the best first. @param typed as it came, which is what the remote
   * directory compares.
   */
  fitting(
    user: User,
    stored: Credential | null,
    typed: string,
    forms: readonly string[],
    guess: RemoteGuess,
  ): Promise<Credential | null>;
}

export interface RemoteGuess {
  readonly peer: GuessingPeer;
  /** Asked before each form is tried there, where each is a guess of its own; what it throws is thrown. */
  admit(): void;
}

export interface RemotePasswordsDeps {
  /** It knows when a credential was last used, so that it is none that keeps in memory what it has read. */
  readonly store: Store;
  readonly settings: Pick<Settings, 'get'>;
  readonly hasher: PasswordHasher;
  readonly remote: RemoteSignIn;
  readonly clock: Clock;
}

export function findRemotePassword(credentials: readonly Credential[]): Credential | null {
  return credentials.find(({ kind }) => kind === 'remote-password') ?? null;
}

export function createRemotePasswords({
  store,
  settings,
  hasher,
  remote,
  clock,
}: RemotePasswordsDeps): RemotePasswords {
  const remembered = new RememberedVerifications(clock, REMEMBERED_MS);
  /** Under way: many sessions of one client begin at the same moment, and the first new credential has to do for all. */
  const storing = new Map<AccountId, Promise<Credential>>();

  const storedFits = async (stored: Credential | null, forms: readonly string[]) => {
    const [best = ''] = forms;
    if (stored !== null) return hasher.verify(stored.verifier, best);
    await hasher.waste(best);
    return false;
  };
  const storeNew = async (account: AccountId, password: string): Promise<Credential> => {
    const credential = {
      kind: 'remote-password',
      label: '',
      verifier: await hasher.hash(password),
      scram: null,
      mustChange: false,
      services: null,
      createdAtMs: clock.nowMs(),
      expiresAtMs: null,
    } as const;
    const { credential: id } = await applyOne(store, { kind: 'set-credential', account, credential });
    return { ...credential, id, account, lastUsedAtMs: null, lastUsedFrom: '' };
  };
  /** Another session may have been faster: what it stored stays, since a new credential would end that session. */
  const storeUnlessThere = async (account: AccountId, password: string): Promise<Credential> => {
    const stored = findRemotePassword(await store.reader().directory.credentials(account));
    if (stored !== null && (await hasher.verify(stored.verifier, password))) return stored;
    return storeNew(account, password);
  };
  const remember = async (account: AccountId, password: string): Promise<Credential> => {
    const before = storing.get(account) ?? Promise.resolve();
    const work = before.then(
      () => storeUnlessThere(account, password),
      () => storeUnlessThere(account, password),
    );
    storing.set(account, work);
    try {
      return await work;
    } finally {
      if (storing.get(account) === work) storing.delete(account);
    }
  };
  /** Whether it was taken there lately: as it is stored now, since what is at hand may be older. */
  const isYoung = async ({ account, id }: Credential) => {
    const all = await store.reader(store.feed.position).directory.credentials(account);
    const present = all.find((each) => each.id === id);
    return present !== undefined && clock.nowMs() <= confirmedUntilMs(present, settings);
  };
  const ask = async (remoteId: string, passwords: ReadonlySet<string>, { peer, admit }: RemoteGuess) => {
    for (const password of passwords) {
      admit();
      const answer = await remote.verify(remoteId, password, peer);
      if (answer !== 'wrong') return answer;
    }
    return 'wrong';
  };

  return {
    async fitting(user, stored, typed, forms, guess) {
      const [best] = forms;
      if (best === undefined || user.remoteId === null) return null;
      if (stored !== null && remembered.has(stored, best)) return stored;
      // Both take their time at once, so that who has a stored password takes no longer than others.
      const [answer, fits] = await Promise.all([
        ask(user.remoteId, new Set([typed, best]), guess),
        storedFits(stored, forms),
      ]);
      const same = fits ? stored : null;
      switch (answer) {
        case 'away':
          return same !== null && (await isYoung(same)) ? same : null;
        // Else whoever crowds it could bring back passwords that it takes no longer.
        case 'crowded':
          return null;
        case 'wrong':
          // What the remote directory no longer takes must not come back when it is cut off.
          if (same !== null) await forget(same);
          return null;
        case 'right': {
          const credential = same ?? (await remember(user.account, best));
          remembered.add(credential, best);
          return credential;
        }
      }
    },
  };

  async function forget({ account, id }: Credential): Promise<void> {
    const [outcome] = await store.apply([{ kind: 'delete-credential', account, credential: id }]);
    if (!outcome.ok && outcome.failure.code !== 'not-found') throw outcome.failure;
  }
}
