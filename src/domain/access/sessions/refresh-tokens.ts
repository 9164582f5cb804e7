/**
 * Refresh tokens: good once, since each use gives a new one (RFC 6749 section 6). Who shows one that was used already has
 * stolen it, or was stolen from, so that its session has to end (RFC 6749 section 10.4). For that a token says which
 * session it is of, sealed: nobody can make one up and end the sessions of others with it.
 */
import { randomBytes } from 'node:crypto';
import { isFailure } from '../../../base/failure.ts';
import type { SecretBox } from '../../../base/secret-box.ts';
import type { AccountId } from '../../ports/ids.ts';
import type { Session } from '../../ports/sessions.ts';

/** All that is known of a session before it is made. Two that one account opened in the same millisecond end together. */
export type SessionOrigin = Pick<Session, 'account' | 'createdAtMs'>;

const PREFIX = 'mailroom_rt_';
const TOKEN = /^mailroom_rt_[A-Za-z0-9_-]{98}$/;
const PURPOSE = 'refresh-token';
/** Bytes of each of the two numbers. */
const NUMBER_BYTES = 6;
const RANDOM_BYTES = 32;

export function newRefreshToken(box: SecretBox, { account, createdAtMs }: SessionOrigin): string {
  const content = Buffer.concat([Buffer.alloc(2 * NUMBER_BYTES), randomBytes(RANDOM_BYTES)]);
  content.writeUIntBE(account, 0, NUMBER_BYTES);
  content.writeUIntBE(createdAtMs, NUMBER_BYTES, NUMBER_BYTES);
  return PREFIX + Buffer.from(box.seal(PURPOSE, content)).toString('base64url');
}

export function isRefreshToken(text: string): boolean {
  return TOKEN.test(text);
}

/** Of which session it is, also when it is good no longer; null for what was not made here. */
export function originOf(box: SecretBox, token: string): SessionOrigin | null {
  try {
    const content = Buffer.from(box.open(PURPOSE, Buffer.from(token.slice(PREFIX.length), 'base64url')));
    return {
      account: content.readUIntBE(0, NUMBER_BYTES) as AccountId,
      createdAtMs: content.readUIntBE(NUMBER_BYTES, NUMBER_BYTES),
    };
  } catch (error) {
    if (isFailure(error, 'unavailable')) return null;
    throw error;
  }
}
