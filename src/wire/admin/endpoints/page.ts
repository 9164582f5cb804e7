/** What the endpoints have in common that list things of domains. */
import { z } from 'zod';

export const MAX_PAGE = 1000;

export const limitSchema = z.coerce.number().int().min(1).max(MAX_PAGE).default(100);

export const pageSchema = z.strictObject({
  domain: z.string().max(256).optional(),
  query: z.string().max(256).optional(),
  after: z.string().max(512).optional(),
  limit: limitSchema,
});
