/** Endpoints of what holds for accounts: quotas and privileges, and which level says so. REQUIREMENTS DI8, ST6 */
import { z } from 'zod';
import { effectivePolicySchema, policyPreviewSchema } from '../directory-schemas.ts';
import { endpoint } from '../endpoint.ts';
import { accountPolicyPatchSchema, nothing } from '../schemas.ts';

export const POLICY_ENDPOINTS = {
  'policy.show': endpoint({
    name: 'policy.show',
    method: 'GET',
    path: '/policies/{userId}',
    summary: 'Tells what holds for a user, and which level says so.',
    pathParameters: z.strictObject({ userId: z.string().max(256) }),
    query: nothing,
    body: nothing,
    result: effectivePolicySchema,
  }),
  'policy.preview': endpoint({
    name: 'policy.preview',
    method: 'POST',
    path: '/policies/preview',
    summary: 'Tells for whom a change of a level would make a difference; nothing is changed.',
    pathParameters: nothing,
    query: nothing,
    body: z.strictObject({
      level: z.enum(['server', 'domain', 'group', 'user']),
      /** Domain, group as `name@domain`, User ID; the server has none. */
      name: z.string().max(512).optional(),
      /** The server has nothing to inherit from: there it is the setting’s default. */
      policy: accountPolicyPatchSchema,
    }),
    result: policyPreviewSchema,
  }),
} as const;
