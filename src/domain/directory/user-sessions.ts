/** Sessions of others: seen and ended by who helps people, and opened for their programs by who manages them. DI9 */
import type { Caller } from '../access/caller.ts';
import type { OpenedSession } from '../access/sessions/sessions.ts';
import type { SessionId } from '../ports/ids.ts';
import type { Session } from '../ports/sessions.ts';
import { createLookUp } from './look-up.ts';
import { createSessionChanges, type NewTokenRequest, type SessionChangesDeps } from './session-changes.ts';

/** Each throws Failure `not-found`; what changes something `no-permission` for oneself. */
export interface UserSessions {
  /** Those that may still be used, the last used first. */
  list(by: Caller, userId: string, kind?: Session['kind']): Promise<readonly Session[]>;
  /** Throws Failure `invalid`. */
  createToken(by: Caller, userId: string, request: NewTokenRequest): Promise<OpenedSession>;
  end(by: Caller, userId: string, session: SessionId): Promise<void>;
  /** Returns how many have ended. */
  endAll(by: Caller, userId: string): Promise<number>;
}

export function createUserSessions(deps: SessionChangesDeps): UserSessions {
  const lookUp = createLookUp(deps.store);
  const changes = createSessionChanges(deps);

  return {
    list: async (by, userId, kind) => changes.list(await lookUp.user(by, userId), kind),
    createToken: async (by, userId, request) =>
      changes.createToken(by, await lookUp.otherUser(by, userId), request, null),
    end: async (by, userId, session) => changes.end(by, await lookUp.managedUser(by, userId), session),
    endAll: async (by, userId) => changes.endAllBut(by, await lookUp.managedUser(by, userId), null),
  };
}
