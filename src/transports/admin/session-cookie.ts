/** The cookie that a browser shows instead of a token. RFC 6265 */

/**
 * Only this very host can set a cookie of this name, only over TLS, and for all of its paths: nobody can slip a browser a
 * session that is somebody else's. draft-ietf-httpbis-rfc6265bis section 4.1.3.2
 */
const NAME = '__Host-mailroom';
const ATTRIBUTES = 'Path=/; Secure; HttpOnly; SameSite=Lax';
/** What a session's secret can look like; anything else was never ours. */
const SECRET = /^mailroom_ws_[A-Za-z0-9_-]{43}$/;

/** Null where there is none of ours, or more than one. @param header `Cookie` */
export function readSessionCookie(header: string | undefined): string | null {
  const pairs = (header ?? '').split(';').map((pair) => pair.trim());
  const [value, ...others] = pairs
    .filter((pair) => pair.startsWith(`${NAME}=`))
    .map((pair) => pair.slice(NAME.length + 1));
  return value !== undefined && others.length === 0 && SECRET.test(value) ? value : null;
}

/** It goes when the browser ends; before that when the session is over. */
export function sessionCookie(secret: string): string {
  return `${NAME}=${secret}; ${ATTRIBUTES}`;
}

export const NO_SESSION_COOKIE = `${NAME}=; ${ATTRIBUTES}; Max-Age=0`;
