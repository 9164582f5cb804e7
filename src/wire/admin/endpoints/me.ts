/** What people see and change of their own account, as far as their privileges go. REQUIREMENTS DI8, PM1, PM3 */
import { z } from 'zod';
import { endpoint } from '../endpoint.ts';
import { privilegeSchema } from '../privilege-schemas.ts';
import {
  aliasSchema,
  forwardingSchema,
  languageSchema,
  nothing,
  profileSchema,
  quotaSchema,
  roleSchema,
} from '../schemas.ts';
import { aliasStandingFields } from './address-book.ts';
import { aliasPatchSchema, newAliasSchema } from './alias.ts';
import { signedInSchema } from './sign-in.ts';

const byMail = z.strictObject({ mail: z.string().max(512) });
/** Administrators alone see and set the alternate mail. DI2 */
const ownProfileSchema = profileSchema.omit({ alternateMail: true });

const ownAccountSchema = z.strictObject({
  userId: z.string(),
  mail: z.string(),
  role: roleSchema,
  /** Kept by a remote directory: the password, and what that says of him, is changed there. */
  isMirrored: z.boolean(),
  profile: ownProfileSchema,
  language: languageSchema.nullable(),
  forwarding: forwardingSchema.nullable(),
  /** What holds now. */
  privileges: z.record(privilegeSchema, z.boolean()),
  /** Signed in with a password that is good for choosing another one, and nothing else. */
  mustChangePassword: z.boolean(),
  /** Endpoints that the caller’s role may use; within its reach. */
  actions: z.array(z.string()),
});

export type OwnAccountView = z.output<typeof ownAccountSchema>;

export const ME_ENDPOINTS = {
  'me.show': endpoint({
    name: 'me.show',
    method: 'GET',
    path: '/me',
    summary: 'Shows the caller’s own account.',
    pathParameters: nothing,
    query: nothing,
    body: nothing,
    result: ownAccountSchema,
  }),
  'me.quota': endpoint({
    name: 'me.quota',
    method: 'GET',
    path: '/me/quota',
    summary: 'Shows how much space the caller’s own mail takes, and how much it may take.',
    pathParameters: nothing,
    query: nothing,
    body: nothing,
    result: quotaSchema.pick({ storageLimitBytes: true, messageLimit: true, storageBytes: true, messageCount: true }),
  }),
  'me.update': endpoint({
    name: 'me.update',
    method: 'PATCH',
    path: '/me',
    summary: 'Changes the caller’s own profile and language.',
    pathParameters: nothing,
    query: nothing,
    body: z.strictObject({
      profile: ownProfileSchema.partial().optional(),
      language: languageSchema.nullable().optional(),
    }),
    result: ownAccountSchema,
  }),
  'me.password': endpoint({
    name: 'me.password',
    method: 'PUT',
    path: '/me/password',
    summary:
      'Changes the caller’s own password; the present one has to be given. All sessions end: a browser goes on with the new one.',
    pathParameters: nothing,
    query: nothing,
    body: z.strictObject({ present: z.string().max(2048), password: z.string().max(2048) }),
    /** Null for who came without a session of a browser. */
    result: z.strictObject({ session: signedInSchema.nullable() }),
  }),
  'me.forwarding': endpoint({
    name: 'me.forwarding',
    method: 'PUT',
    path: '/me/forwarding',
    summary: 'Sets where the caller’s own mail is sent on; null keeps it here.',
    pathParameters: nothing,
    query: nothing,
    body: z.strictObject({ forwarding: forwardingSchema.nullable() }),
    result: ownAccountSchema,
  }),
  'me.aliases': endpoint({
    name: 'me.aliases',
    method: 'GET',
    path: '/me/aliases',
    summary: 'Lists the aliases that the caller owns or is a member of.',
    pathParameters: nothing,
    query: nothing,
    body: nothing,
    result: z.strictObject({ aliases: z.array(aliasSchema) }),
  }),
  'me.show-alias': endpoint({
    name: 'me.show-alias',
    method: 'GET',
    path: '/me/aliases/{mail}',
    summary: 'Shows one alias of the organisation, and what the caller may do with it.',
    pathParameters: byMail,
    query: nothing,
    body: nothing,
    result: aliasSchema.extend(aliasStandingFields),
  }),
  'me.create-alias': endpoint({
    name: 'me.create-alias',
    method: 'POST',
    path: '/me/aliases',
    summary: 'Makes an alias in the caller’s own domain, among whose owners he is.',
    pathParameters: nothing,
    query: nothing,
    body: newAliasSchema.partial({ owners: true }),
    result: aliasSchema,
  }),
  'me.update-alias': endpoint({
    name: 'me.update-alias',
    method: 'PATCH',
    path: '/me/aliases/{mail}',
    summary: 'Changes an alias as its membership allows; `mail` renames it.',
    pathParameters: byMail,
    query: nothing,
    body: aliasPatchSchema,
    result: nothing,
  }),
  'me.delete-alias': endpoint({
    name: 'me.delete-alias',
    method: 'DELETE',
    path: '/me/aliases/{mail}',
    summary: 'Deletes an alias that the caller owns.',
    pathParameters: byMail,
    query: nothing,
    body: nothing,
    result: nothing,
  }),
} as const;
