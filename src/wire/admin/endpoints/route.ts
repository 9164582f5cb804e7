/** Endpoints of routes and of the smart host. REQUIREMENTS MO3 */
import { z } from 'zod';
import { endpoint } from '../endpoint.ts';
import { routeSchema, routeTlsSchema } from '../mail-schemas.ts';
import { nothing } from '../schemas.ts';

const byPattern = z.strictObject({ pattern: z.string().max(256) });

export const ROUTE_ENDPOINTS = {
  'route.list': endpoint({
    name: 'route.list',
    method: 'GET',
    path: '/routes',
    summary: 'Lists the routes.',
    pathParameters: nothing,
    query: nothing,
    body: nothing,
    result: z.strictObject({ routes: z.array(routeSchema) }),
  }),
  'route.set': endpoint({
    name: 'route.set',
    method: 'PUT',
    path: '/routes/{pattern}',
    summary: 'Adds a route or replaces it: a domain, `.example.org` for all below it, `*` for everything else.',
    pathParameters: byPattern,
    query: nothing,
    body: z.strictObject({
      host: z.string().max(256),
      /** 465 with implicit TLS, 587 with a sign-in, else 25. */
      port: z.int().optional(),
      /** `required` with a sign-in, else `opportunistic`. */
      tls: routeTlsSchema.optional(),
      userName: z.string().max(512).optional(),
      password: z.string().max(512).optional(),
    }),
    result: routeSchema,
  }),
  'route.delete': endpoint({
    name: 'route.delete',
    method: 'DELETE',
    path: '/routes/{pattern}',
    summary: 'Deletes a route.',
    pathParameters: byPattern,
    query: nothing,
    body: nothing,
    result: nothing,
  }),
} as const;
