/**
 * When sessions end. A browser's after some time without use, and in any case some time after it was opened; a program's
 * access token soon, and its refresh token at a time that no refreshing moves.
 */
import type { NewSession, Session } from '../../ports/sessions.ts';
import type { Settings } from '../../settings/settings.ts';

/** Uses are noted no more often, so that most of them write nothing. */
const NOTE_INTERVAL_MS = 15 * 60_000;
/** Of the time without use: how much of it may pass unnoted. */
const NOTED_SHARE = 1 / 4;

export type SessionEnds = Pick<NewSession, 'expiresAtMs' | 'refreshExpiresAtMs'>;

export interface SessionTimes {
  /** @param endsAtMs of a token: where it is to end earlier than the setting says. */
  opened(kind: Session['kind'], nowMs: number, endsAtMs?: number): SessionEnds;
  /** Where a token that is refreshed now expires. */
  refreshed(session: Session, nowMs: number): number;
  /** Where a session that is used now expires; nothing where that moves no end. */
  used(session: Session, nowMs: number): Partial<Pick<Session, 'expiresAtMs'>>;
  /** Whether its secret is good; a setting that became shorter counts at once. */
  isOpen(session: Session, nowMs: number): boolean;
  /** Whether a use is to be noted. */
  isNotable(session: Session, nowMs: number): boolean;
}

export function createSessionTimes(settings: Pick<Settings, 'get'>): SessionTimes {
  const lastEnd = ({ createdAtMs }: Pick<Session, 'createdAtMs'>) => createdAtMs + settings.get('webSessionMaxMs');
  const accessEnd = (nowMs: number, endsAtMs: number) => Math.min(nowMs + settings.get('accessTokenMs'), endsAtMs);
  const idleEnd = (session: Pick<Session, 'createdAtMs'>, nowMs: number) =>
    Math.min(nowMs + settings.get('webSessionIdleMs'), lastEnd(session));

  return {
    opened(kind, nowMs, endsAtMs = Number.POSITIVE_INFINITY) {
      if (kind === 'web') return { expiresAtMs: idleEnd({ createdAtMs: nowMs }, nowMs), refreshExpiresAtMs: null };
      const end = Math.min(endsAtMs, nowMs + settings.get('refreshTokenMs'));
      return { expiresAtMs: accessEnd(nowMs, end), refreshExpiresAtMs: end };
    },
    refreshed: ({ refreshExpiresAtMs, expiresAtMs }, nowMs) => accessEnd(nowMs, refreshExpiresAtMs ?? expiresAtMs),
    used: (session, nowMs) => (session.kind === 'web' ? { expiresAtMs: idleEnd(session, nowMs) } : {}),
    isOpen: (session, nowMs) => nowMs < session.expiresAtMs && (session.kind !== 'web' || nowMs < lastEnd(session)),
    isNotable({ lastUsedAtMs }, nowMs) {
      const interval = Math.min(NOTE_INTERVAL_MS, settings.get('webSessionIdleMs') * NOTED_SHARE);
      // A clock that was set back must not keep uses from being noted.
      return Math.abs(nowMs - lastUsedAtMs) >= interval;
    },
  };
}
