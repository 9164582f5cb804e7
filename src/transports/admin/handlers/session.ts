/** Sessions: where people are signed in, and programs that act with tokens. REQUIREMENTS DI9, PM1 */
import type { Caller } from '../../../domain/access/caller.ts';
import type { OpenedSession } from '../../../domain/access/sessions/sessions.ts';
import type { NewTokenRequest } from '../../../domain/directory/session-changes.ts';
import type { SessionId } from '../../../domain/ports/ids.ts';
import type { Session } from '../../../domain/ports/sessions.ts';
import type { SESSION_ENDPOINTS, SessionView, TokensView } from '../../../wire/admin/endpoints/session.ts';
import type { HandlersOf } from '../handler.ts';
import { proveOwnPassword } from '../prove-own-password.ts';

export const sessionHandlers: HandlersOf<typeof SESSION_ENDPOINTS> = {
  async 'me.sessions'({ query }, { ownSessions }, by) {
    return { sessions: (await ownSessions.list(by, query.kind)).map((session) => viewSession(session, by)) };
  },
  async 'me.end-session'({ path }, { ownSessions }, by) {
    await ownSessions.end(by, path.id as SessionId);
    return {};
  },
  async 'me.end-other-sessions'(_request, { ownSessions }, by) {
    return { ended: await ownSessions.endOthers(by) };
  },
  async 'me.create-token'({ body }, dependencies, by) {
    const credential = await proveOwnPassword(by, body.password, dependencies);
    return viewTokens(await dependencies.ownSessions.createToken(by, tokenRequest(body), credential));
  },
  async 'user.sessions'({ path, query }, { userSessions }, by) {
    const sessions = await userSessions.list(by, path.userId, query.kind);
    return { sessions: sessions.map((session) => viewSession(session, by)) };
  },
  async 'user.end-session'({ path }, { userSessions }, by) {
    await userSessions.end(by, path.userId, path.id as SessionId);
    return {};
  },
  async 'user.end-sessions'({ path }, { userSessions }, by) {
    return { ended: await userSessions.endAll(by, path.userId) };
  },
  async 'user.create-token'({ path, body }, { userSessions }, by) {
    return viewTokens(await userSessions.createToken(by, path.userId, tokenRequest(body)));
  },
  async 'token.refresh'({ body }, { sessions }, by) {
    return viewTokens(await sessions.refresh(body.refreshToken, by.actor.address));
  },
};

interface TokenBody extends Pick<NewTokenRequest, 'client' | 'services'> {
  readonly expiresAt?: string | undefined;
}

function tokenRequest({ client, services, expiresAt }: TokenBody): NewTokenRequest {
  return { client, services, endsAtMs: expiresAt === undefined ? null : Date.parse(expiresAt) };
}

function viewSession(session: Session, by: Caller): SessionView {
  const { id, kind, client, services, address, createdAtMs, lastUsedAtMs } = session;
  return {
    ...{ id, kind, client, address },
    services: services === null ? null : [...services],
    createdAt: iso(createdAtMs),
    lastUsedAt: iso(lastUsedAtMs),
    expiresAt: iso(endOf(session)),
    isCurrent: id === by.session,
  };
}

function viewTokens({ secret, refreshSecret, session }: OpenedSession): TokensView {
  return {
    id: session.id,
    accessToken: secret,
    accessExpiresAt: iso(session.expiresAtMs),
    refreshToken: refreshSecret ?? '',
    expiresAt: iso(endOf(session)),
  };
}

function endOf({ expiresAtMs, refreshExpiresAtMs }: Session): number {
  return refreshExpiresAtMs ?? expiresAtMs;
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
