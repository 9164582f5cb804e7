/** Endpoints of the trace. REQUIREMENTS MO5, LI8 */
import { z } from 'zod';
import { endpoint } from '../endpoint.ts';
import { tracedMessageSchema } from '../mail-schemas.ts';
import { languageSchema, nothing } from '../schemas.ts';

const MAX_MESSAGES = 200;

export const TRACE_ENDPOINTS = {
  'trace.find': endpoint({
    name: 'trace.find',
    method: 'GET',
    path: '/traces',
    summary:
      'Tells what happened to messages, newest first: by queue id, address, Message-ID, or words of the subject.',
    pathParameters: nothing,
    query: z.strictObject({
      text: z.string().min(1).max(512),
      since: z.iso.datetime({ offset: true }).optional(),
      until: z.iso.datetime({ offset: true }).optional(),
      limit: z.coerce.number().int().min(1).max(MAX_MESSAGES).default(20),
      /** Of the sentences. */
      language: languageSchema.default('en'),
    }),
    body: nothing,
    result: z.strictObject({ messages: z.array(tracedMessageSchema) }),
  }),
} as const;
