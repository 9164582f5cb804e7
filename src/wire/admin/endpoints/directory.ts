/** Endpoints of the remote directory. REQUIREMENTS DI7 */
import { z } from 'zod';
import { endpoint } from '../endpoint.ts';
import {
  comparisonSchema,
  remoteDirectorySchema,
  remoteKindSchema,
  remoteMappingSchema,
  sampleSchema,
  syncSchema,
} from '../remote-schemas.ts';
import { nothing } from '../schemas.ts';

export const DIRECTORY_ENDPOINTS = {
  'directory.show': endpoint({
    name: 'directory.show',
    method: 'GET',
    path: '/directory',
    summary: 'Shows the remote directory, whether it answers, and what the last comparison found.',
    pathParameters: nothing,
    query: nothing,
    body: nothing,
    result: remoteDirectorySchema,
  }),
  'directory.connect': endpoint({
    name: 'directory.connect',
    method: 'POST',
    path: '/directory/connect',
    summary:
      'Tests a remote directory: reaches it, signs in, reads everybody, tries a password; then has it say who exists here.',
    pathParameters: nothing,
    query: nothing,
    body: z.strictObject({
      /** `ldaps://HOST[:PORT]`, or `ldap://HOST[:PORT]`, where StartTLS follows. */
      url: z.string().max(512),
      base: z.string().max(1024),
      kind: remoteKindSchema,
      bindName: z.string().max(1024).optional(),
      bindPassword: z.string().max(512).optional(),
      /** Certificates of the authorities that may vouch for it, PEM. */
      authorities: z
        .string()
        .max(64 * 1024)
        .optional(),
      /** SHA-256 of its certificate, in place of authorities and names. */
      fingerprint: z.string().max(200).optional(),
      filter: z.string().max(4096).optional(),
      mapping: remoteMappingSchema.optional(),
      /** `ldap://` without TLS: only to this machine itself. */
      isPlain: z.boolean().default(false),
      sample: sampleSchema.optional(),
      createsDomains: z.boolean().default(false),
      /** Nothing is changed. */
      isDryRun: z.boolean().default(false),
    }),
    result: comparisonSchema,
  }),
  'directory.test': endpoint({
    name: 'directory.test',
    method: 'POST',
    path: '/directory/test',
    summary: 'Tests the remote directory that is in use, and tells what is different; nothing is changed.',
    pathParameters: nothing,
    query: nothing,
    body: z.strictObject({ sample: sampleSchema.optional() }),
    result: comparisonSchema,
  }),
  'directory.sync': endpoint({
    name: 'directory.sync',
    method: 'POST',
    path: '/directory/sync',
    summary: 'Compares everybody now; with `acceptsRemovals`, archives at once whoever is no longer there.',
    pathParameters: nothing,
    query: nothing,
    body: z.strictObject({ acceptsRemovals: z.boolean().default(false) }),
    result: syncSchema,
  }),
  'directory.disconnect': endpoint({
    name: 'directory.disconnect',
    method: 'POST',
    path: '/directory/disconnect',
    summary: 'Makes everybody a user of this server alone; who has no password here is named.',
    pathParameters: nothing,
    query: nothing,
    body: nothing,
    result: z.strictObject({ count: z.int(), withoutPassword: z.array(z.string()) }),
  }),
} as const;
