/** What `mailroom status` shows. */
import { z } from 'zod';

export const statusSchema = z.strictObject({
  version: z.string(),
  hostname: z.string(),
  dataDirectory: z.string(),
  startedAt: z.iso.datetime(),
  uptimeSeconds: z.int(),
  process: z.strictObject({
    pid: z.int(),
    nodeVersion: z.string(),
    residentBytes: z.int(),
    cpuSeconds: z.number(),
  }),
  /** Delay of the event loop since the last time that this was asked for. */
  eventLoop: z.strictObject({ maxMs: z.number(), p99Ms: z.number(), meanMs: z.number() }),
  store: z.strictObject({
    schemaVersion: z.int(),
    position: z.int(),
    contentCount: z.int(),
    contentBytes: z.int(),
    emailCount: z.int(),
    emailBytes: z.int(),
    /** What keeping each content once saves. */
    savedBytes: z.int(),
    segmentCount: z.int(),
    segmentBytes: z.int(),
    indexBytes: z.int(),
    freeDiskBytes: z.int(),
    isDiskShort: z.boolean(),
  }),
  /** Under way: what waits to leave, and what was held back on arrival. */
  mail: z.strictObject({
    queuedMessages: z.int(),
    queuedRecipients: z.int(),
    heldMessages: z.int(),
    quarantined: z.int(),
  }),
  /** Names of settings whose stored values are refused, so that their defaults are in force. */
  refusedSettings: z.array(z.string()),
  users: z.int(),
  domains: z.int(),
  connections: z.int(),
});

export type StatusView = z.output<typeof statusSchema>;
