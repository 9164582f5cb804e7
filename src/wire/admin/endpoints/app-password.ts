/** App passwords: for programs that cannot ask for a second factor. REQUIREMENTS DI9 */
import { z } from 'zod';
import { endpoint } from '../endpoint.ts';
import { nothing } from '../schemas.ts';

const id = z.coerce.number().int().min(1);
const byId = z.strictObject({ id });
const byUserId = z.strictObject({ userId: z.string().max(256) });
const byUserAndId = z.strictObject({ userId: z.string().max(256), id });

export const appServiceSchema = z.enum(['imap', 'pop3', 'submission', 'ldap']);

const appPasswordSchema = z.strictObject({
  id: z.int(),
  /** What the user calls the program. */
  label: z.string(),
  /** Null: all that there are, and will be. */
  services: z.array(z.string()).nullable(),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime().nullable(),
  /** To the quarter of an hour; null: never. */
  lastUsedAt: z.iso.datetime().nullable(),
  /** IP address; null where it was never used. */
  lastUsedFrom: z.string().nullable(),
});
const appPasswordsSchema = z.strictObject({ appPasswords: z.array(appPasswordSchema) });

const newAppPasswordSchema = z.strictObject({
  label: z.string().max(256),
  services: z.array(appServiceSchema).min(1).max(20).nullable().default(null),
  expiresAt: z.iso.datetime({ offset: true }).nullable().default(null),
});
/** The password is told once. */
const madeSchema = z.strictObject({ id: z.int(), password: z.string() });

export type AppPasswordView = z.output<typeof appPasswordSchema>;

export const APP_PASSWORD_ENDPOINTS = {
  'me.app-passwords': endpoint({
    name: 'me.app-passwords',
    method: 'GET',
    path: '/me/app-passwords',
    summary: 'Lists the caller’s own app passwords.',
    pathParameters: nothing,
    query: nothing,
    body: nothing,
    result: appPasswordsSchema,
  }),
  'me.create-app-password': endpoint({
    name: 'me.create-app-password',
    method: 'POST',
    path: '/me/app-passwords',
    summary: 'Makes an app password; the password of the account has to be given.',
    pathParameters: nothing,
    query: nothing,
    body: newAppPasswordSchema.extend({ password: z.string().max(2048) }),
    result: madeSchema,
  }),
  'me.delete-app-password': endpoint({
    name: 'me.delete-app-password',
    method: 'DELETE',
    path: '/me/app-passwords/{id}',
    summary: 'Deletes an app password of the caller’s own; what is open with it ends.',
    pathParameters: byId,
    query: nothing,
    body: nothing,
    result: nothing,
  }),
  'user.app-passwords': endpoint({
    name: 'user.app-passwords',
    method: 'GET',
    path: '/users/{userId}/app-passwords',
    summary: 'Lists the app passwords of a user.',
    pathParameters: byUserId,
    query: nothing,
    body: nothing,
    result: appPasswordsSchema,
  }),
  'user.create-app-password': endpoint({
    name: 'user.create-app-password',
    method: 'POST',
    path: '/users/{userId}/app-passwords',
    summary: 'Makes an app password for a user.',
    pathParameters: byUserId,
    query: nothing,
    body: newAppPasswordSchema,
    result: madeSchema,
  }),
  'user.delete-app-password': endpoint({
    name: 'user.delete-app-password',
    method: 'DELETE',
    path: '/users/{userId}/app-passwords/{id}',
    summary: 'Deletes an app password of a user; what is open with it ends.',
    pathParameters: byUserAndId,
    query: nothing,
    body: nothing,
    result: nothing,
  }),
} as const;
