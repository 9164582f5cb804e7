/** Events of the running server, as long as somebody listens. */
import { z } from 'zod';
import { endpoint } from '../endpoint.ts';
import { nothing } from '../schemas.ts';

const MAX_SECONDS = 3600;
const DEFAULT_SECONDS = 900;

export const EVENT_ENDPOINTS = {
  events: endpoint({
    name: 'events',
    method: 'GET',
    path: '/events',
    summary:
      'Streams events (text/event-stream): open; me (what); for managers, within their reach, directory (kind, target); for administrators queue, quarantine, service, health, activity; lagged where some were left out.',
    pathParameters: nothing,
    query: z.strictObject({
      /** How long at most; 0 ends it after `open`. */
      seconds: z.coerce.number().int().min(0).max(MAX_SECONDS).default(DEFAULT_SECONDS),
    }),
    body: nothing,
    /** Nothing but the stream. */
    result: nothing,
    isStream: true,
  }),
} as const;
