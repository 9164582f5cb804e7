/** Endpoints of sessions: where people are signed in, and programs that act with tokens. REQUIREMENTS DI9, PM1 */
import { z } from 'zod';
import { endpoint } from '../endpoint.ts';
import { nothing } from '../schemas.ts';

const MAX_TOKEN_LENGTH = 200;
const time = z.iso.datetime({ offset: true });
const kindSchema = z.enum(['web', 'token']);
const idSchema = z.coerce.number().int().min(1);
const byUser = z.strictObject({ userId: z.string().max(256) });
const bySession = z.strictObject({ id: idSchema });
const byUserAndSession = z.strictObject({ userId: z.string().max(256), id: idSchema });
const query = z.strictObject({ kind: kindSchema.optional() });

const sessionSchema = z.strictObject({
  id: z.int(),
  /** A browser, or a program with a token. */
  kind: kindSchema,
  client: z.string(),
  /** Null: everywhere. */
  services: z.array(z.string()).nullable(),
  /** Of the last use; empty for the socket in the data directory. */
  address: z.string(),
  createdAt: z.string(),
  /** To the quarter of an hour. */
  lastUsedAt: z.string(),
  /** When it ends by itself; for browsers, if nobody uses it until then. */
  expiresAt: z.string(),
  /** The one with which this request came. */
  isCurrent: z.boolean(),
});
const sessionsSchema = z.strictObject({ sessions: z.array(sessionSchema) });
const endedSchema = z.strictObject({ ended: z.int() });

const newTokenSchema = z.strictObject({
  client: z.string().max(256),
  services: z
    .array(z.enum(['imap', 'pop3', 'submission', 'ldap', 'admin']))
    .min(1)
    .max(20),
  /** When it can be refreshed no longer; without it as late as the setting `refreshTokenMs` allows. */
  expiresAt: time.optional(),
});
/** Told once. RFC 6749 section 5.1 */
const tokensSchema = z.strictObject({
  id: z.int(),
  accessToken: z.string(),
  /** When the access token has to be refreshed. */
  accessExpiresAt: z.string(),
  /** Good once: each use gives both anew. */
  refreshToken: z.string(),
  expiresAt: z.string(),
});

export type SessionView = z.output<typeof sessionSchema>;
export type TokensView = z.output<typeof tokensSchema>;

export const SESSION_ENDPOINTS = {
  'me.sessions': endpoint({
    name: 'me.sessions',
    method: 'GET',
    path: '/me/sessions',
    summary: 'Lists where the caller is signed in, and programs that act with tokens, the last used first.',
    pathParameters: nothing,
    query,
    body: nothing,
    result: sessionsSchema,
  }),
  'me.end-session': endpoint({
    name: 'me.end-session',
    method: 'DELETE',
    path: '/me/sessions/{id}',
    summary: 'Ends a session of the caller’s own.',
    pathParameters: bySession,
    query: nothing,
    body: nothing,
    result: nothing,
  }),
  'me.end-other-sessions': endpoint({
    name: 'me.end-other-sessions',
    method: 'POST',
    path: '/me/sessions/end-others',
    summary: 'Ends all sessions of the caller’s own but the one with which the request comes.',
    pathParameters: nothing,
    query: nothing,
    body: nothing,
    result: endedSchema,
  }),
  'me.create-token': endpoint({
    name: 'me.create-token',
    method: 'POST',
    path: '/me/tokens',
    summary: 'Gives a program access to the caller’s own account; the password has to be given.',
    pathParameters: nothing,
    query: nothing,
    body: newTokenSchema.extend({ password: z.string().max(2048) }),
    result: tokensSchema,
  }),
  'user.sessions': endpoint({
    name: 'user.sessions',
    method: 'GET',
    path: '/users/{userId}/sessions',
    summary: 'Lists where a user is signed in, and programs that act with tokens, the last used first.',
    pathParameters: byUser,
    query,
    body: nothing,
    result: sessionsSchema,
  }),
  'user.end-session': endpoint({
    name: 'user.end-session',
    method: 'DELETE',
    path: '/users/{userId}/sessions/{id}',
    summary: 'Ends a session of a user, with what is open by it.',
    pathParameters: byUserAndSession,
    query: nothing,
    body: nothing,
    result: nothing,
  }),
  'user.end-sessions': endpoint({
    name: 'user.end-sessions',
    method: 'POST',
    path: '/users/{userId}/sessions/end',
    summary: 'Ends all sessions of a user, with what is open by them.',
    pathParameters: byUser,
    query: nothing,
    body: nothing,
    result: endedSchema,
  }),
  'user.create-token': endpoint({
    name: 'user.create-token',
    method: 'POST',
    path: '/users/{userId}/tokens',
    summary: 'Gives a program access to the account of a user.',
    pathParameters: byUser,
    query: nothing,
    body: newTokenSchema,
    result: tokensSchema,
  }),
  'token.refresh': endpoint({
    name: 'token.refresh',
    method: 'POST',
    path: '/tokens/refresh',
    summary: 'Gives a program new tokens for its refresh token, which is good once.',
    pathParameters: nothing,
    query: nothing,
    body: z.strictObject({ refreshToken: z.string().max(MAX_TOKEN_LENGTH) }),
    result: tokensSchema,
  }),
} as const;
