/** Services: what runs, whether it works, starting and stopping. REQUIREMENTS SM5 */
import { z } from 'zod';
import { endpoint } from '../endpoint.ts';
import { nothing } from '../schemas.ts';

export const serviceNameSchema = z.enum([
  'smtp',
  'submission',
  'lmtp',
  'imap',
  'pop3',
  'ldap',
  'web',
  'reinjection',
  'delivery',
]);

export const serviceSchema = z.strictObject({
  name: serviceNameSchema,
  /** `failed`: it should run and does not, or does not answer as it should. */
  state: z.enum(['running', 'stopped', 'starting', 'failed']),
  /** Since when it is in this state. */
  since: z.iso.datetime(),
  listeners: z.array(
    z.strictObject({
      name: z.string(),
      /** TCP; null for a Unix socket. */
      port: z.int().nullable(),
      /** Of a Unix socket. */
      path: z.string().nullable(),
      security: z.enum(['implicit-tls', 'starttls', 'none']),
      isOpen: z.boolean(),
      connections: z.int(),
    }),
  ),
  /** Of all its listeners. */
  connections: z.int(),
  problem: z
    .strictObject({
      code: z.enum(['cannot-listen', 'refused', 'no-answer', 'tls', 'wrong-answer']),
      /** Name of the listener. */
      place: z.string(),
      /** In the words of the system or of the service. */
      cause: z.string(),
    })
    .nullable(),
  /** When it was last spoken to; null: not yet. */
  checkedAt: z.iso.datetime().nullable(),
});

const servicesSchema = z.strictObject({ services: z.array(serviceSchema) });
/** A name that does not exist is answered by the domain. */
const byName = z.strictObject({ name: z.string().max(100) });

export const SERVICE_ENDPOINTS = {
  'service.list': endpoint({
    name: 'service.list',
    method: 'GET',
    path: '/services',
    summary: 'Lists the services with their state, as it was found within the last minute.',
    pathParameters: nothing,
    query: nothing,
    body: nothing,
    result: servicesSchema,
  }),
  'service.check': endpoint({
    name: 'service.check',
    method: 'POST',
    path: '/services/check',
    summary: 'Speaks to each service that should run, as a client does, and lists them.',
    pathParameters: nothing,
    query: nothing,
    body: nothing,
    result: servicesSchema,
  }),
  'service.start': endpoint({
    name: 'service.start',
    method: 'POST',
    path: '/services/{name}/start',
    summary: 'Starts a service, also for the next time that the server starts.',
    pathParameters: byName,
    query: nothing,
    body: nothing,
    result: serviceSchema,
  }),
  'service.stop': endpoint({
    name: 'service.stop',
    method: 'POST',
    path: '/services/{name}/stop',
    summary:
      'Stops a service: its listeners are closed and its sessions end; it stays stopped when the server starts again.',
    pathParameters: byName,
    query: nothing,
    body: nothing,
    result: serviceSchema,
  }),
  'service.restart': endpoint({
    name: 'service.restart',
    method: 'POST',
    path: '/services/{name}/restart',
    summary: 'Stops a service and starts it: all of its sessions end.',
    pathParameters: byName,
    query: nothing,
    body: nothing,
    result: serviceSchema,
  }),
} as const;

export type ServiceView = z.output<typeof serviceSchema>;
