/** Second factors: one’s own, and those of who has lost them. REQUIREMENTS DI9 */
import { z } from 'zod';
import { endpoint } from '../endpoint.ts';
import { creationOptionsSchema, registrationSchema } from '../passkey-schemas.ts';
import { nothing } from '../schemas.ts';

const MAX_BODY_BYTES = 128 * 1024;
const id = z.coerce.number().int().min(1);
const byId = z.strictObject({ id });
const byUserId = z.strictObject({ userId: z.string().max(256) });
const label = z.string().max(256);
/** Of the account, once more: who finds a browser that is signed in does not get the account. */
const password = z.string().max(2048);

const factorSchema = z.strictObject({
  id: z.int(),
  kind: z.enum(['totp', 'passkey', 'recovery']),
  /** Empty for recovery codes. */
  label: z.string(),
  createdAt: z.iso.datetime(),
  /** Begun only: it counts for nothing yet. */
  isConfirmed: z.boolean(),
  lastUsedAt: z.iso.datetime().nullable(),
  /** Of recovery codes; null for others. */
  codesLeft: z.int().nullable(),
});
const factorsSchema = z.strictObject({
  factors: z.array(factorSchema),
  /** Mail programs need app passwords or tokens: the password alone opens nothing where the factor cannot be asked for. */
  needsAppPasswords: z.boolean(),
});
const confirmedSchema = z.strictObject({
  id: z.int(),
  /** With the first factor: told once. Null: those that there are stay. */
  recoveryCodes: z.array(z.string()).nullable(),
});

export type FactorView = z.output<typeof factorSchema>;
export type FactorsView = z.output<typeof factorsSchema>;

export const FACTOR_ENDPOINTS = {
  'me.factors': endpoint({
    name: 'me.factors',
    method: 'GET',
    path: '/me/factors',
    summary: 'Lists the caller’s own second factors.',
    pathParameters: nothing,
    query: nothing,
    body: nothing,
    result: factorsSchema,
  }),
  'me.begin-totp': endpoint({
    name: 'me.begin-totp',
    method: 'POST',
    path: '/me/factors/totp',
    summary: 'Makes the secret of a program that shows codes; it counts once a code has confirmed it.',
    pathParameters: nothing,
    query: nothing,
    body: z.strictObject({ label, password }),
    result: z.strictObject({
      id: z.int(),
      /** Base32; told once. */
      secret: z.string(),
      /** `otpauth:`, for a picture. */
      uri: z.string(),
    }),
  }),
  'me.confirm-totp': endpoint({
    name: 'me.confirm-totp',
    method: 'POST',
    path: '/me/factors/{id}/confirm',
    summary: 'Confirms with a code that the secret has arrived.',
    pathParameters: byId,
    query: nothing,
    body: z.strictObject({ code: z.string().max(64) }),
    result: confirmedSchema,
  }),
  'me.begin-passkey': endpoint({
    name: 'me.begin-passkey',
    method: 'POST',
    path: '/me/factors/passkey/options',
    summary: 'What a browser needs to have a passkey made, within five minutes.',
    pathParameters: nothing,
    query: nothing,
    body: z.strictObject({ password }),
    result: creationOptionsSchema,
  }),
  'me.finish-passkey': endpoint({
    name: 'me.finish-passkey',
    method: 'POST',
    path: '/me/factors/passkey',
    summary: 'Takes the passkey that was made; the challenge is that of the options.',
    pathParameters: nothing,
    query: nothing,
    maxBodyBytes: MAX_BODY_BYTES,
    body: z.strictObject({ label, challenge: z.string().max(256), registration: registrationSchema }),
    result: confirmedSchema,
  }),
  'me.new-recovery-codes': endpoint({
    name: 'me.new-recovery-codes',
    method: 'POST',
    path: '/me/factors/recovery-codes',
    summary: 'Makes new recovery codes, told once, in place of those that there are.',
    pathParameters: nothing,
    query: nothing,
    body: z.strictObject({ password }),
    result: z.strictObject({ recoveryCodes: z.array(z.string()) }),
  }),
  'me.delete-factor': endpoint({
    name: 'me.delete-factor',
    method: 'POST',
    path: '/me/factors/{id}/delete',
    summary: 'Takes a second factor away; with the last one the recovery codes go, and the password is enough again.',
    pathParameters: byId,
    query: nothing,
    body: z.strictObject({ password }),
    result: nothing,
  }),
  'user.factors': endpoint({
    name: 'user.factors',
    method: 'GET',
    path: '/users/{userId}/factors',
    summary: 'Lists the second factors of a user.',
    pathParameters: byUserId,
    query: nothing,
    body: nothing,
    result: factorsSchema,
  }),
  'user.reset-factors': endpoint({
    name: 'user.reset-factors',
    method: 'POST',
    path: '/users/{userId}/factors/reset',
    summary: 'Takes all second factors of a user away, who has lost them: the password is enough again.',
    pathParameters: byUserId,
    query: nothing,
    body: nothing,
    result: z.strictObject({ deleted: z.int() }),
  }),
} as const;
