/** What mail programs need to know, and the ways to tell them. REQUIREMENTS CA4, PM2 */
import { z } from 'zod';
import { endpoint } from '../endpoint.ts';
import { languageSchema, nothing } from '../schemas.ts';

const programSchema = z.enum(['thunderbird', 'outlook', 'mac', 'iphone', 'android', 'gmail', 'mutt', 'other']);
const fileSchema = z.enum(['apple', 'outlook']);
const byUserId = z.strictObject({ userId: z.string().max(256) });
/** Of the texts; without it the user's own language. */
const inLanguage = z.strictObject({ language: languageSchema.optional() });

const setupSchema = z.strictObject({
  /** Null where a domain is shown. */
  address: z.string().nullable(),
  /** What programs sign in with; null where a domain is shown. The User ID does as well. */
  userName: z.string().nullable(),
  /** Programs are given an app password in place of the password. Null where a domain is shown. */
  needsAppPassword: z.boolean().nullable(),
  servers: z.array(
    z.strictObject({
      protocol: z.enum(['imap', 'pop3', 'submission', 'ldap']),
      host: z.string(),
      port: z.int(),
      /** From the first octet on, or with STARTTLS. */
      security: z.enum(['tls', 'starttls']),
      /** What a program should take which takes one of each protocol. */
      isRecommended: z.boolean(),
    }),
  ),
  programs: z.array(
    z.strictObject({
      program: programSchema,
      name: z.string(),
      /** `automatic`: address and password are enough. */
      ways: z.array(z.enum(['automatic', 'file', 'link', 'manual'])),
      steps: z.array(z.string()),
      /** The file that sets it up: see `me.client-setup-file`. */
      file: fileSchema.nullable(),
      /** Lines for the file of its settings; empty where it has none. */
      configuration: z.string(),
    }),
  ),
});

const fileResultSchema = z.strictObject({
  name: z.string(),
  mediaType: z.string(),
  /** base64 */
  content: z.string(),
});
const linkSchema = z.strictObject({
  /** Whoever opens it first gets an app password: it is shown to its user only. */
  url: z.string(),
  /** The same as a picture: SVG. */
  qrCode: z.string(),
  expiresAt: z.iso.datetime(),
});
const label = z.string().max(256);

export type ClientSetupView = z.input<typeof setupSchema>;

export const CLIENT_SETUP_ENDPOINTS = {
  'me.client-setup': endpoint({
    name: 'me.client-setup',
    method: 'GET',
    path: '/me/client-setup',
    summary: 'Shows what the caller’s mail programs need to know, and how each is set up.',
    pathParameters: nothing,
    query: inLanguage,
    body: nothing,
    result: setupSchema,
  }),
  'me.client-setup-file': endpoint({
    name: 'me.client-setup-file',
    method: 'POST',
    path: '/me/client-setup/file',
    summary: 'Makes a file that sets a program up; the program asks for the password.',
    pathParameters: nothing,
    query: nothing,
    body: z.strictObject({ program: fileSchema, language: languageSchema.optional() }),
    result: fileResultSchema,
  }),
  'me.client-setup-device': endpoint({
    name: 'me.client-setup-device',
    method: 'POST',
    path: '/me/client-setup/device',
    summary: 'Makes a one-time link that sets a device up; the password of the account has to be given.',
    pathParameters: nothing,
    query: nothing,
    body: z.strictObject({ label, password: z.string().max(2048) }),
    result: linkSchema,
  }),
  'client-setup.show': endpoint({
    name: 'client-setup.show',
    method: 'GET',
    path: '/client-setup/{of}',
    summary: 'Shows what mail programs need to know, of a user or of a domain.',
    pathParameters: z.strictObject({ of: z.string().max(320) }),
    query: inLanguage,
    body: nothing,
    result: setupSchema,
  }),
  'client-setup.file': endpoint({
    name: 'client-setup.file',
    method: 'POST',
    path: '/users/{userId}/client-setup/file',
    summary: 'Makes a file that sets a program of a user up; the program asks for the password.',
    pathParameters: byUserId,
    query: nothing,
    body: z.strictObject({ program: fileSchema, language: languageSchema.optional() }),
    result: fileResultSchema,
  }),
  'client-setup.device': endpoint({
    name: 'client-setup.device',
    method: 'POST',
    path: '/users/{userId}/client-setup/device',
    summary: 'Makes a one-time link that sets a device of a user up.',
    pathParameters: byUserId,
    query: nothing,
    body: z.strictObject({ label }),
    result: linkSchema,
  }),
} as const;
