/** Signing in, which nobody needs to have done before, and signing out. REQUIREMENTS DI9 */
import { z } from 'zod';
import { endpoint } from '../endpoint.ts';
import { assertionSchema, requestOptionsSchema } from '../passkey-schemas.ts';
import { nothing } from '../schemas.ts';

const MAX_BODY_BYTES = 128 * 1024;
const client = z.string().max(256).default('').describe('A name of the program or browser that people recognise.');
const challenge = z.string().max(256);
const code = z.string().max(64);

export const signedInSchema = z.strictObject({
  /** Of the session, for `Authorization: Bearer`. Told once. */
  secret: z.string(),
  session: z.int(),
  /** If nobody uses it until then. */
  expiresAt: z.iso.datetime(),
  userId: z.string(),
  /** It is good for choosing another password, and nothing else. */
  mustChangePassword: z.boolean(),
});

const secondStepSchema = z.strictObject({
  /** To be sent along with the second step, within five minutes. */
  challenge: z.string(),
  kinds: z.array(z.enum(['totp', 'passkey', 'recovery'])),
  passkeyOptions: requestOptionsSchema.nullable(),
});

export type SignedInView = z.output<typeof signedInSchema>;

export const SIGN_IN_ENDPOINTS = {
  'sign-in': endpoint({
    name: 'sign-in',
    method: 'POST',
    path: '/sign-in',
    summary: 'Opens a session with name and password, or says what has to be shown besides: one of the two is null.',
    pathParameters: nothing,
    query: nothing,
    maxBodyBytes: MAX_BODY_BYTES,
    body: z.strictObject({ login: z.string().max(512), password: z.string().max(2048), client }),
    result: z.strictObject({ session: signedInSchema.nullable(), secondFactor: secondStepSchema.nullable() }),
  }),
  'sign-in.second-factor': endpoint({
    name: 'sign-in.second-factor',
    method: 'POST',
    path: '/sign-in/second-factor',
    summary: 'Opens the session with a code, a recovery code or a passkey: exactly one of them.',
    pathParameters: nothing,
    query: nothing,
    maxBodyBytes: MAX_BODY_BYTES,
    body: z
      .strictObject({
        challenge,
        code: code.optional(),
        recoveryCode: code.optional(),
        assertion: assertionSchema.optional(),
      })
      .refine((body) => [body.code, body.recoveryCode, body.assertion].filter((one) => one !== undefined).length === 1),
    result: signedInSchema,
  }),
  'sign-in.begin-passkey': endpoint({
    name: 'sign-in.begin-passkey',
    method: 'POST',
    path: '/sign-in/passkey/options',
    summary: 'Begins to sign in with a passkey and nothing else.',
    pathParameters: nothing,
    query: nothing,
    body: nothing,
    result: requestOptionsSchema,
  }),
  'sign-in.passkey': endpoint({
    name: 'sign-in.passkey',
    method: 'POST',
    path: '/sign-in/passkey',
    summary: 'Opens a session with a passkey that has verified its owner.',
    pathParameters: nothing,
    query: nothing,
    maxBodyBytes: MAX_BODY_BYTES,
    body: z.strictObject({ challenge, assertion: assertionSchema, client }),
    result: signedInSchema,
  }),
  'sign-out': endpoint({
    name: 'sign-out',
    method: 'POST',
    path: '/sign-out',
    summary: 'Ends the session with which the request comes.',
    pathParameters: nothing,
    query: nothing,
    body: nothing,
    result: nothing,
  }),
} as const;
