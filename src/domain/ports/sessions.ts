/** Signed-in browsers, and programs that act with a token, as the store keeps them. REQUIREMENTS DI9, MI2 (OAUTHBEARER) */
import type { AccountId, CredentialId, SessionId } from './ids.ts';

/** Where somebody signs in. */
export type ServiceName = 'smtp' | 'submission' | 'imap' | 'pop3' | 'managesieve' | 'ldap' | 'http' | 'admin';

export interface NewSession {
  readonly account: AccountId;
  /** `web`: a browser; `token`: a program that was given access and refresh tokens. RFC 6749 section 1.4 */
  readonly kind: 'web' | 'token';
  /** SHA-256 of the secret that the holder shows, in hexadecimal. */
  readonly secretHash: string;
  /** Of the refresh token; null where there is none. */
  readonly refreshHash: string | null;
  /** Where it may be used; null: everywhere. */
  readonly services: readonly ServiceName[] | null;
  /** The credential that was proved; when that goes, so does the session. */
  readonly credential: CredentialId | null;
  /** A name of the program or browser that people recognise. */
  readonly client: string;
  /** IP address of the last use. */
  readonly address: string;
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
  /** Null without a refresh token. */
  readonly refreshExpiresAtMs: number | null;
}

export interface Session extends NewSession {
  readonly id: SessionId;
  readonly lastUsedAtMs: number;
}
