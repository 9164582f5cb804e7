/**
 * Sessions: browsers that are signed in, and programs that act with tokens. Whoever shows the secret of one is who opened
 * it, until it expires, is ended, or the credential goes with which it was opened. REQUIREMENTS DI9, RFC 6749, RFC 6750
 */
import type { Clock } from '../../../base/clock.ts';
import { Failure, isFailure } from '../../../base/failure.ts';
import type { Logger } from '../../../base/log.ts';
import type { SecretBox } from '../../../base/secret-box.ts';
import { audited } from '../../directory/audit-entry.ts';
import type { NewAuditEntry } from '../../ports/audit.ts';
import type { AccountId } from '../../ports/ids.ts';
import type { NewSession, ServiceName, Session } from '../../ports/sessions.ts';
import { applyOne, type Store } from '../../ports/store.ts';
import type { Settings } from '../../settings/settings.ts';
import { SYSTEM } from '../caller.ts';
import { credentialsInUse } from '../credentials-in-use.ts';
import { isActive } from '../is-active.ts';
import type { Principal } from '../principal.ts';
import { confirmedUntilMs } from '../remote/confirmed-until.ts';
import { isRefreshToken, newRefreshToken, originOf } from './refresh-tokens.ts';
import { type KnownSession, SessionMemory } from './session-memory.ts';
import { hashSecret, isSecret, newSecret } from './session-secret.ts';
import { createSessionTimes } from './session-times.ts';

/** Of one account; with one more, that ends which was used longest ago. */
export const MAX_SESSIONS = 100;
/** Browsers send names of any length. */
const MAX_CLIENT_LENGTH = 200;
/** A browser's secret opens nothing else, whatever it was opened for. */
const WEB_SERVICES: readonly ServiceName[] = ['http', 'admin'];

export interface NewSessionRequest
  extends Pick<NewSession, 'account' | 'kind' | 'credential' | 'client' | 'address' | 'services'> {
  /** Of a token: when it can be refreshed no longer. Without it, and at the latest, as the setting says. */
  readonly endsAtMs?: number;
  /** Written in the same commit. */
  readonly audit?: NewAuditEntry;
}

export interface OpenedSession {
  /** What the holder shows from now on. It is not kept, and cannot be told again. */
  readonly secret: string;
  /** What a program gets the next secret with, once; null for browsers. */
  readonly refreshSecret: string | null;
  readonly session: Session;
}

/** Where a secret is shown. */
export interface SessionUse {
  /** It has to be good for one of them. */
  readonly services: readonly ServiceName[];
  /** IP address; the empty string for a Unix socket. */
  readonly address: string;
}

export interface Sessions extends Disposable {
  /** The caller has proved who he is. Throws Failure `not-found` (the account or the credential is gone). */
  open(request: NewSessionRequest): Promise<OpenedSession>;
  /** Whose secret it is; null for one that is not good, for whatever reason. */
  verify(secret: string, use: SessionUse): Promise<Principal | null>;
  /**
   * New secrets in place of those that a program has. A refresh token that was used before ends its session.
   * Throws Failure `authentication-failed`, for whatever reason.
   */
  refresh(refreshSecret: string, address: string): Promise<OpenedSession>;
  /** Those of an account that may still be used, the last used first. */
  list(account: AccountId): Promise<readonly Session[]>;
}

export interface SessionsDeps {
  readonly store: Store;
  readonly settings: Pick<Settings, 'get'>;
  readonly box: SecretBox;
  readonly clock: Clock;
  readonly log: Logger;
}

export function createSessions({ store, settings, box, clock, log }: SessionsDeps): Sessions {
  const memory = new SessionMemory(store.feed);
  const times = createSessionTimes(settings);
  const directory = () => store.reader().directory;

  const makeRoom = async (account: AccountId) => {
    const byUse = [...(await directory().sessions(account))].sort(byLastUse);
    const surplus = byUse.slice(MAX_SESSIONS - 1).map(({ id }) => id);
    if (surplus.length > 0) await applyOne(store, { kind: 'end-sessions', account, sessions: surplus });
  };

  /** Null where the account is not in use. */
  const know = async (session: Session): Promise<KnownSession | null> => {
    const { account, credential } = session;
    const user = await directory().user(account);
    if (user === null || !isActive(user)) return null;
    const { userId, role, roleDomains, language } = user;
    const inUse = credentialsInUse(user, await directory().credentials(account));
    const proved = inUse.find(({ id }) => id === credential);
    if (credential !== null && proved === undefined) return null;
    const mustChangePassword = proved?.mustChange ?? false;
    return {
      session,
      credentialExpiresAtMs: proved?.expiresAtMs ?? null,
      refreshableUntilMs: proved?.kind === 'remote-password' ? confirmedUntilMs(proved, settings) : null,
      principal: {
        ...{ account, userId, role, roleDomains, language, credential, session: session.id, mustChangePassword },
        isProgram: !isFor(session, 'admin'),
      },
    };
  };
  const find = async (secretHash: string): Promise<KnownSession | null> => {
    const { state } = memory;
    const session = await directory().findSession('secret', secretHash);
    const known = session === null ? null : await know(session);
    if (known !== null) memory.add(secretHash, known, state);
    return known;
  };
  const isProved = ({ credentialExpiresAtMs }: KnownSession) =>
    credentialExpiresAtMs === null || clock.nowMs() < credentialExpiresAtMs;
  /** Programs that hold tokens never show the password: that it was changed elsewhere would never be seen. */
  const isRefreshable = ({ refreshableUntilMs }: KnownSession) =>
    refreshableUntilMs === null || clock.nowMs() <= refreshableUntilMs;
  // Nobody waits for the note, and nobody fails for it.
  const noteUse = (known: KnownSession, address: string) => {
    const { session } = known;
    const usedAtMs = clock.nowMs();
    if (!times.isNotable(session, usedAtMs)) return;
    const slid = times.used(session, usedAtMs);
    known.session = { ...session, lastUsedAtMs: usedAtMs, address, ...slid };
    applyOne(store, { kind: 'update-session', session: session.id, usedAtMs, address, ...slid }).catch(
      (error: unknown) => {
        if (!isFailure(error, 'not-found')) log.warn({ err: error }, 'the use of a session was not noted');
      },
    );
  };

  /** The session of a refresh token that is good now; null where there is none. */
  const findRefreshable = async (refreshHash: string): Promise<Session | null> => {
    const session = await directory().findSession('refresh', refreshHash);
    if (session === null || (session.refreshExpiresAtMs ?? 0) <= clock.nowMs()) return null;
    const known = await know(session);
    return known !== null && isProved(known) && isRefreshable(known) ? session : null;
  };
  const endReused = async (refreshSecret: string) => {
    const origin = originOf(box, refreshSecret);
    if (origin === null) return;
    const { account, createdAtMs } = origin;
    const refreshHash = hashSecret(refreshSecret);
    const all = await directory().sessions(account);
    const reused = all.filter((each) => each.createdAtMs === createdAtMs && each.refreshHash !== refreshHash);
    const user = await directory().user(account);
    if (reused.length === 0 || user === null) return;
    const sessions = reused.map(({ id }) => id);
    const told = { clients: reused.map(({ client }) => client), reason: 'refresh-token-reused' };
    const target = { kind: 'user', name: user.userId } as const;
    const entry = audited(SYSTEM, clock.nowMs(), 'user.end-session', target, told, null);
    await applyOne(store, { kind: 'end-sessions', account, sessions, ...entry });
    log.warn({ userId: user.userId, sessions }, 'a refresh token was used twice: its session has been ended');
  };

  return {
    async open({ account, kind, credential, client, address, services, endsAtMs, audit }) {
      await makeRoom(account);
      const createdAtMs = clock.nowMs();
      const secret = newSecret(kind);
      const refreshSecret = kind === 'token' ? newRefreshToken(box, { account, createdAtMs }) : null;
      const session: NewSession = {
        ...{ account, kind, credential, address, services, createdAtMs, client: tidy(client) },
        secretHash: hashSecret(secret),
        refreshHash: refreshSecret === null ? null : hashSecret(refreshSecret),
        ...times.opened(kind, createdAtMs, endsAtMs),
      };
      const { session: id } = await applyOne(store, {
        kind: 'create-session',
        session,
        ...(audit === undefined ? {} : { audit }),
      });
      return { secret, refreshSecret, session: { ...session, id, lastUsedAtMs: createdAtMs } };
    },

    async verify(secret, { services, address }) {
      if (!isSecret(secret)) return null;
      const secretHash = hashSecret(secret);
      const known = memory.get(secretHash) ?? (await find(secretHash));
      if (known === null || !times.isOpen(known.session, clock.nowMs()) || !isProved(known)) return null;
      if (!services.some((service) => isFor(known.session, service))) return null;
      noteUse(known, address);
      return known.principal;
    },

    async refresh(refreshSecret, address) {
      if (!isRefreshToken(refreshSecret)) throw refused();
      const refreshHash = hashSecret(refreshSecret);
      const session = await findRefreshable(refreshHash);
      if (session === null) {
        await endReused(refreshSecret);
        throw refused();
      }
      const usedAtMs = clock.nowMs();
      const secret = newSecret('token');
      const next = newRefreshToken(box, session);
      const renewed = {
        ...{ address, secretHash: hashSecret(secret), refreshHash: hashSecret(next) },
        expiresAtMs: times.refreshed(session, usedAtMs),
      };
      try {
        const { id } = session;
        await applyOne(store, {
          kind: 'update-session',
          session: id,
          expectRefreshHash: refreshHash,
          usedAtMs,
          ...renewed,
        });
      } catch (error) {
        if (!isFailure(error, 'conflict') && !isFailure(error, 'not-found')) throw error;
        // Somebody else was faster with the same token.
        await endReused(refreshSecret);
        throw refused();
      }
      // The feed does not tell of it: the secret before this one is good no longer.
      memory.drop(session.account);
      return { secret, refreshSecret: next, session: { ...session, ...renewed, lastUsedAtMs: usedAtMs } };
    },

    async list(account) {
      const now = clock.nowMs();
      const isAlive = (session: Session) => times.isOpen(session, now) || (session.refreshExpiresAtMs ?? 0) > now;
      return (await directory().sessions(account)).filter(isAlive).sort(byLastUse);
    },

    [Symbol.dispose]: () => memory[Symbol.dispose](),
  };
}

function isFor({ kind, services }: Session, service: ServiceName): boolean {
  if (kind === 'web' && !WEB_SERVICES.includes(service)) return false;
  return services === null || services.includes(service);
}

function byLastUse(one: Session, other: Session): number {
  return other.lastUsedAtMs - one.lastUsedAtMs || other.id - one.id;
}

function tidy(client: string): string {
  return client
    .replace(/\p{C}+/gu, ' ')
    .trim()
    .slice(0, MAX_CLIENT_LENGTH);
}

function refused(): Failure {
  return new Failure('authentication-failed', 'the refresh token is not good');
}
