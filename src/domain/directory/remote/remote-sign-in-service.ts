/** What signing in asks of the remote directory that is in use. */
import type { Clock } from '../../../base/clock.ts';
import { createGate } from '../../../base/gate.ts';
import type { Logger } from '../../../base/log.ts';
import { SYSTEM } from '../../access/caller.ts';
import { foldLogin } from '../../access/login.ts';
import { putLast } from '../../access/recent-counts.ts';
import type { RemoteSignIn } from '../../access/remote/remote-sign-in.ts';
import { isRemoteProblem } from './availability.ts';
import { type CompareDeps, compare } from './compare.ts';
import { createPasswordTurns } from './password-turns.ts';
import type { RemoteLink } from './remote-link.ts';

/** Whoever signs in waits no longer than that, once it is his turn. */
const TIMEOUT_MS = 5000;
/** Logins that nobody has are many when somebody guesses: only so many of them are asked for. */
const NEWCOMERS_A_MINUTE = 300;
const MINUTE_MS = 60_000;
/** Nor is one asked for again soon. */
const UNKNOWN_FOR_MS = 60_000;
const AT_ONCE = 4;
const MAX_WAITING = 20;
const MAX_LOGIN_LENGTH = 320;

export interface RemoteSignInDeps extends CompareDeps {
  /** The one in use. */
  readonly link: () => RemoteLink | null;
  readonly clock: Clock;
  readonly log: Logger;
}

export function createRemoteSignIn({ link, log, ...deps }: RemoteSignInDeps): RemoteSignIn {
  const { clock } = deps;
  const gate = createGate(AT_ONCE, MAX_WAITING);
  const turns = createPasswordTurns(clock);
  const unknownUntil = new Map<string, number>();
  let minute = { startMs: 0, count: 0 };

  const mayLook = (login: string): boolean => {
    const now = clock.monotonicMs();
    if ((unknownUntil.get(login) ?? 0) > now) return false;
    if (now - minute.startMs >= MINUTE_MS) minute = { startMs: now, count: 0 };
    minute.count += 1;
    return minute.count <= NEWCOMERS_A_MINUTE;
  };
  const look = async ({ people, availability }: RemoteLink, login: string): Promise<boolean> => {
    const person = await availability.ask((signal) => people.byLogin(login, signal), TIMEOUT_MS);
    if (person === null) return false;
    const options = { by: SYSTEM, mayLinkRoles: false, createsDomains: false };
    const { added, linked, changed } = await compare(deps, [[{ person }]], options);
    return added.count + linked.count + changed.count > 0;
  };

  return {
    get state() {
      const current = link();
      if (current === null) return 'none';
      return current.availability.isDoubtful || turns.isCrowded ? 'away' : 'answers';
    },

    async findNewcomer(typed) {
      const login = foldLogin(typed);
      const current = link();
      if (current === null || login === '' || login.length > MAX_LOGIN_LENGTH || !mayLook(login)) return false;
      try {
        const isFound = await gate.run(() => look(current, login));
        if (!isFound) putLast(unknownUntil, login, clock.monotonicMs() + UNKNOWN_FOR_MS);
        return isFound;
      } catch (error) {
        if (!isRemoteProblem(error)) log.warn({ err: error }, 'somebody unknown was not looked for');
        return false;
      }
    },

    async verify(remoteId, password, peer) {
      const current = link();
      if (current === null) return 'away';
      const { people, remote, availability } = current;
      const ask = async (signal: AbortSignal) => {
        const person = await people.byId(remoteId, signal);
        if (person === null || !person.isEnabled) return 'wrong';
        return (await remote.verify(person.name, password, signal)) ? 'right' : 'wrong';
      };
      try {
        // The time runs from the turn on: else our own queue would be taken for the server's silence.
        return (await turns.run(peer, () => availability.ask(ask, TIMEOUT_MS))) ?? 'crowded';
      } catch (error) {
        if (isRemoteProblem(error)) return 'away';
        throw error;
      }
    },
  };
}
