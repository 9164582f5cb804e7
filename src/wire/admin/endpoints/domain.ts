/** Endpoints of domains. REQUIREMENTS DI4, MI7, MO4 */
import { z } from 'zod';
import { endpoint } from '../endpoint.ts';
import { dkimKeySchema, dnsRecordSchema, reportSummarySchema } from '../mail-schemas.ts';
import { accountPolicyPatchSchema, domainPolicySchema, domainSchema, nothing } from '../schemas.ts';
import { domainTableSchema } from '../table-schemas.ts';

const MAX_REPORTED_DAYS = 90;
const byDomain = z.strictObject({ name: z.string().max(256) });

export const DOMAIN_ENDPOINTS = {
  'domain.list': endpoint({
    name: 'domain.list',
    method: 'GET',
    path: '/domains',
    summary: 'Lists the domains, with how much there is in each.',
    pathParameters: nothing,
    query: nothing,
    body: nothing,
    result: domainTableSchema,
  }),
  'domain.show': endpoint({
    name: 'domain.show',
    method: 'GET',
    path: '/domains/{name}',
    summary: 'Shows one domain.',
    pathParameters: byDomain,
    query: nothing,
    body: nothing,
    result: domainSchema,
  }),
  'domain.create': endpoint({
    name: 'domain.create',
    method: 'POST',
    path: '/domains',
    summary: 'Makes a domain and its postmaster alias.',
    pathParameters: nothing,
    query: nothing,
    body: z.strictObject({ name: z.string().max(256), description: z.string().max(1000).optional() }),
    result: domainSchema,
  }),
  'domain.update': endpoint({
    name: 'domain.update',
    method: 'PATCH',
    path: '/domains/{name}',
    summary: 'Changes a domain; `name` renames it with all that is in it.',
    pathParameters: byDomain,
    query: nothing,
    body: z.strictObject({
      name: z.string().max(256).optional(),
      /** Whether the old name goes on to mean the domain. */
      keepsOldName: z.boolean().default(true),
      /** Replaces the list. */
      synonyms: z.array(z.string().max(256)).max(100).optional(),
      description: z.string().max(1000).optional(),
      catchAll: z.string().max(512).nullable().optional(),
      policy: domainPolicySchema.partial().optional(),
      accountPolicy: accountPolicyPatchSchema.optional(),
    }),
    result: domainSchema,
  }),
  'domain.delete': endpoint({
    name: 'domain.delete',
    method: 'DELETE',
    path: '/domains/{name}',
    summary: 'Deletes a domain that has no users and no aliases of its own.',
    pathParameters: byDomain,
    query: nothing,
    body: nothing,
    result: nothing,
  }),
  'domain.dns': endpoint({
    name: 'domain.dns',
    method: 'GET',
    path: '/domains/{name}/dns',
    summary: 'The DNS records that a domain needs; with `check`, also what DNS has.',
    pathParameters: byDomain,
    query: z.strictObject({ check: z.stringbool().default(false) }),
    body: nothing,
    result: z.strictObject({
      records: z.array(dnsRecordSchema),
      /** What the domain and its synonyms publish, as lines of a zone file. */
      zone: z.string(),
    }),
  }),
  'domain.reports': endpoint({
    name: 'domain.reports',
    method: 'GET',
    path: '/domains/{name}/reports',
    summary: 'What the DMARC and TLS reports of others say about a domain.',
    pathParameters: byDomain,
    query: z.strictObject({ days: z.coerce.number().int().min(1).max(MAX_REPORTED_DAYS).default(7) }),
    body: nothing,
    result: reportSummarySchema,
  }),
  'domain.keys': endpoint({
    name: 'domain.keys',
    method: 'GET',
    path: '/domains/{name}/keys',
    summary: 'Lists the keys that sign mail of a domain.',
    pathParameters: byDomain,
    query: nothing,
    body: nothing,
    result: z.strictObject({ keys: z.array(dkimKeySchema) }),
  }),
  'domain.rotate-keys': endpoint({
    name: 'domain.rotate-keys',
    method: 'POST',
    path: '/domains/{name}/keys/rotate',
    summary: 'Makes new keys, or has them sign where they have been made and are in DNS.',
    pathParameters: byDomain,
    query: nothing,
    /** `force`: also where DNS does not have them. */
    body: z.strictObject({ force: z.boolean().default(false) }),
    result: z.strictObject({ keys: z.array(dkimKeySchema) }),
  }),
} as const;
