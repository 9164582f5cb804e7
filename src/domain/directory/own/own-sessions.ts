/** Where people are signed in, and what programs of theirs act with tokens. DI9, PM1 */
import type { Caller } from '../../access/caller.ts';
import type { OpenedSession } from '../../access/sessions/sessions.ts';
import type { CredentialId, SessionId } from '../../ports/ids.ts';
import type { Session } from '../../ports/sessions.ts';
import { createSessionChanges, type NewTokenRequest, type SessionChangesDeps } from '../session-changes.ts';
import { ownUser } from './own-user.ts';

export interface OwnSessions {
  /** Those that may still be used, the last used first. */
  list(by: Caller, kind?: Session['kind']): Promise<readonly Session[]>;
  /** @param credential what the caller has proved for it just now. Throws Failure `invalid`, `not-found`. */
  createToken(by: Caller, request: NewTokenRequest, credential: CredentialId | null): Promise<OpenedSession>;
  /** Throws Failure `not-found`. */
  end(by: Caller, session: SessionId): Promise<void>;
  /** All but the one that the caller comes with. Returns how many have ended. */
  endOthers(by: Caller): Promise<number>;
}

export function createOwnSessions(deps: SessionChangesDeps): OwnSessions {
  const { store } = deps;
  const changes = createSessionChanges(deps);

  return {
    list: async (by, kind) => changes.list(await ownUser(store, by), kind),
    createToken: async (by, request, credential) =>
      changes.createToken(by, await ownUser(store, by), request, credential),
    end: async (by, session) => changes.end(by, await ownUser(store, by), session),
    endOthers: async (by) => changes.endAllBut(by, await ownUser(store, by), by.session ?? null),
  };
}
