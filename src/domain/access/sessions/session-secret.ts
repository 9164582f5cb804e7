/**
 * What the holder of a session shows. Only its hash is kept: with 256 random bits there is nothing to guess, and nothing
 * to compare in constant time, since it is found by its hash. RFC 6749 section 10.10
 */
import { createHash, randomBytes } from 'node:crypto';
import type { Session } from '../../ports/sessions.ts';

const SECRET_BYTES = 32;
/** By these whoever looks through files and logs for secrets knows ours, and which kind it is. */
const PREFIXES = { web: 'mailroom_ws_', token: 'mailroom_at_' } as const satisfies Record<Session['kind'], string>;
const SECRET = /^mailroom_(?:ws|at)_[A-Za-z0-9_-]{43}$/;

export function newSecret(kind: Session['kind']): string {
  return PREFIXES[kind] + randomBytes(SECRET_BYTES).toString('base64url');
}

/** Whether it looks like one: what does not is not looked up, however long it is. */
export function isSecret(text: string): boolean {
  return SECRET.test(text);
}

/** In hexadecimal. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
