/** One search over everything that has a name. REQUIREMENTS SM2 */
import { z } from 'zod';
import { endpoint } from '../endpoint.ts';
import { nothing } from '../schemas.ts';
import { MAX_QUERY_LENGTH } from '../table-schemas.ts';

/** Of one kind. */
const MAX_HITS = 50;

const hitSchema = z.strictObject({
  kind: z.enum(['user', 'alias', 'group', 'domain', 'setting']),
  /** By which it is shown: User ID, address, `name@domain`, domain, name of the setting. */
  name: z.string(),
  /** What people call it: their names, a description; empty where there is none. */
  title: z.string(),
  /** Which field has the first word that is not in the name, and what it says; the name where all are there. */
  matched: z.strictObject({ field: z.string(), value: z.string() }),
});

export const SEARCH_ENDPOINTS = {
  search: endpoint({
    name: 'search',
    method: 'GET',
    path: '/search',
    summary: 'Finds users, aliases, groups, domains and settings by words, as far as the caller reaches.',
    pathParameters: nothing,
    query: z.strictObject({
      query: z.string().max(MAX_QUERY_LENGTH),
      /** Of each kind. */
      limit: z.coerce.number().int().min(1).max(MAX_HITS).default(5),
    }),
    body: nothing,
    result: z.strictObject({
      /** By kind; of each kind first what begins with the text. */
      hits: z.array(hitSchema),
      /** How many there are of each kind. */
      totals: z.strictObject({
        user: z.int(),
        alias: z.int(),
        group: z.int(),
        domain: z.int(),
        setting: z.int(),
      }),
    }),
  }),
} as const;

export type HitView = z.output<typeof hitSchema>;
