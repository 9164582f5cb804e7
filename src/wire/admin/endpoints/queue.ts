/** Endpoints of outgoing mail that waits. Queue ids that are not there are named, and keep nothing from being done. REQUIREMENTS MO5 */
import { z } from 'zod';
import { endpoint } from '../endpoint.ts';
import {
  changedSchema,
  laneSchema,
  queuedMessageSchema,
  queueSelectionSchema,
  shownMessageSchema,
} from '../mail-schemas.ts';
import { nothing } from '../schemas.ts';

const MAX_PAGE = 1000;
const changed = changedSchema(z.string());
const byQueueId = z.strictObject({ queueId: z.string().max(64) });

export const QUEUE_ENDPOINTS = {
  'queue.list': endpoint({
    name: 'queue.list',
    method: 'GET',
    path: '/queue/messages',
    summary: 'Lists messages that wait, oldest first; `after` is the id of the last one of the page before.',
    pathParameters: nothing,
    query: z.strictObject({
      /** Part of the queue id, of the sender’s or of a recipient’s address. */
      query: z.string().max(256).optional(),
      /** Destination. */
      lane: z.string().max(512).optional(),
      userId: z.string().max(256).optional(),
      held: z.stringbool().optional(),
      after: z.coerce.number().int().min(0).optional(),
      limit: z.coerce.number().int().min(1).max(MAX_PAGE).default(100),
    }),
    body: nothing,
    result: z.strictObject({
      messages: z.array(queuedMessageSchema),
      /** Of the whole queue. */
      counts: z.strictObject({ messages: z.int(), recipients: z.int(), heldMessages: z.int() }),
    }),
  }),
  'queue.show': endpoint({
    name: 'queue.show',
    method: 'GET',
    path: '/queue/messages/{queueId}',
    summary: 'Shows what waits under a queue id: one message that was accepted may leave under several return paths.',
    pathParameters: byQueueId,
    query: nothing,
    body: nothing,
    result: z.strictObject({ messages: z.array(shownMessageSchema) }),
  }),
  'queue.lanes': endpoint({
    name: 'queue.lanes',
    method: 'GET',
    path: '/queue/lanes',
    summary: 'Lists the destinations for which mail waits.',
    pathParameters: nothing,
    query: nothing,
    body: nothing,
    result: z.strictObject({ lanes: z.array(laneSchema) }),
  }),
  'queue.retry': endpoint({
    name: 'queue.retry',
    method: 'POST',
    path: '/queue/retry',
    summary: 'Has messages tried at once.',
    pathParameters: nothing,
    query: nothing,
    body: queueSelectionSchema,
    result: changed,
  }),
  'queue.hold': endpoint({
    name: 'queue.hold',
    method: 'POST',
    path: '/queue/hold',
    summary: 'Holds messages back until they are released.',
    pathParameters: nothing,
    query: nothing,
    body: queueSelectionSchema.safeExtend({ because: z.string().max(200).optional() }),
    result: changed,
  }),
  'queue.release': endpoint({
    name: 'queue.release',
    method: 'POST',
    path: '/queue/release',
    summary: 'Lets messages that are held go on; with a user, also an account whose mail is held as a whole.',
    pathParameters: nothing,
    query: nothing,
    body: queueSelectionSchema,
    result: changed,
  }),
  'queue.bounce': endpoint({
    name: 'queue.bounce',
    method: 'POST',
    path: '/queue/bounce',
    summary: 'Gives messages back to their senders.',
    pathParameters: nothing,
    query: nothing,
    body: queueSelectionSchema,
    result: changed,
  }),
  'queue.delete': endpoint({
    name: 'queue.delete',
    method: 'POST',
    path: '/queue/delete',
    summary: 'Deletes messages; nobody is told.',
    pathParameters: nothing,
    query: nothing,
    body: queueSelectionSchema,
    result: changed,
  }),
} as const;
