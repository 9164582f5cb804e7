/** Endpoint of test messages. REQUIREMENTS SM1, MO5 */
import { z } from 'zod';
import { endpoint } from '../endpoint.ts';
import { nothing } from '../schemas.ts';

export const TEST_MESSAGE_ENDPOINTS = {
  'test-message.send': endpoint({
    name: 'test-message.send',
    method: 'POST',
    path: '/test-message',
    summary:
      'Writes a message in the caller’s name and submits it like any other; `trace.find` tells what becomes of it.',
    pathParameters: nothing,
    query: nothing,
    /** `to`: an address, or a User ID; absent: the caller himself. */
    body: z.strictObject({ to: z.string().min(1).max(512).optional() }),
    result: z.strictObject({
      queueId: z.string(),
      from: z.string(),
      to: z.string(),
      /** False: it was refused; the trace says why. */
      isTaken: z.boolean(),
    }),
  }),
} as const;
