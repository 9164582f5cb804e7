/** What happens to the sessions of one user, whoever asks for it: each change with its entry in the audit log. DI9 */
import type { Clock } from '../../base/clock.ts';
import { Failure } from '../../base/failure.ts';
import type { Caller } from '../access/caller.ts';
import type { OpenedSession, Sessions } from '../access/sessions/sessions.ts';
import type { User } from '../ports/directory.ts';
import type { CredentialId, SessionId } from '../ports/ids.ts';
import type { ServiceName, Session } from '../ports/sessions.ts';
import { applyOne, type Store } from '../ports/store.ts';
import { audited } from './audit-entry.ts';
import { checkLabel } from './check-label.ts';

/** Where programs act with tokens. */
export const TOKEN_SERVICES = ['imap', 'pop3', 'submission', 'ldap', 'admin'] as const satisfies readonly ServiceName[];
export type TokenService = (typeof TOKEN_SERVICES)[number];

export interface NewTokenRequest {
  /** What people call the program. */
  readonly client: string;
  /** At least one. */
  readonly services: readonly TokenService[];
  /** When it can be refreshed no longer; null: as late as the setting allows, which is the latest in any case. */
  readonly endsAtMs: number | null;
}

export interface SessionChanges {
  /** Those that may still be used, the last used first. */
  list({ account }: User, kind?: Session['kind']): Promise<readonly Session[]>;
  /**
   * Gives a program access to the account. What it gets cannot be told again.
   * @param credential what was proved for it; null where an administrator gives it. Throws Failure `invalid`, `not-found`.
   */
  createToken(
    by: Caller,
    user: User,
    request: NewTokenRequest,
    credential: CredentialId | null,
  ): Promise<OpenedSession>;
  /** What is open with it ends. Throws Failure `not-found`. */
  end(by: Caller, user: User, session: SessionId): Promise<void>;
  /** Returns how many have ended. */
  endAllBut(by: Caller, user: User, except: SessionId | null): Promise<number>;
}

export interface SessionChangesDeps {
  readonly store: Store;
  readonly sessions: Pick<Sessions, 'open' | 'list'>;
  readonly clock: Clock;
}

export function createSessionChanges({ store, sessions, clock }: SessionChangesDeps): SessionChanges {
  const audit = (by: Caller, action: string, { userId }: User, before: object, after: object | null) =>
    audited(by, clock.nowMs(), action, { kind: 'user', name: userId }, { ...before }, after && { ...after });
  const list = async ({ account }: User, kind?: Session['kind']) =>
    (await sessions.list(account)).filter((session) => kind === undefined || session.kind === kind);

  return {
    list,

    async createToken(by, user, request, credential) {
      const { account } = user;
      const client = checkLabel(request.client);
      const services = [...new Set(request.services)];
      const { endsAtMs } = request;
      if (services.length === 0) throw invalid('services');
      if (endsAtMs !== null && endsAtMs <= clock.nowMs()) throw invalid('expiresAt');
      return sessions.open({
        ...{ account, kind: 'token', credential, client, services, address: by.actor.address },
        ...(endsAtMs === null ? {} : { endsAtMs }),
        ...audit(by, 'user.create-token', user, {}, { client, services }),
      });
    },

    async end(by, user, id) {
      const found = (await list(user)).find((session) => session.id === id);
      if (found === undefined) {
        throw new Failure('not-found', 'no such session', { detail: { kind: 'session', name: String(id) } });
      }
      const { account } = user;
      const entry = audit(by, 'user.end-session', user, { kind: found.kind, client: found.client }, null);
      await applyOne(store, { kind: 'end-sessions', account, sessions: [id], ...entry });
    },

    async endAllBut(by, user, except) {
      const { account } = user;
      const clients = (await list(user)).filter(({ id }) => id !== except).map(({ client }) => client);
      const entry = audit(by, 'user.end-sessions', user, { clients }, null);
      const { ended } = await applyOne(store, {
        kind: 'end-sessions',
        account,
        sessions: { allBut: except },
        ...entry,
      });
      return ended.length;
    },
  };
}

function invalid(field: 'services' | 'expiresAt'): Failure {
  return new Failure('invalid', `${field} is not acceptable`, { detail: { field } });
}
