/** What the management API says of mail under way: the queue, the trace, quarantine, routes. */
import { z } from 'zod';

const MAX_SELECTED = 1000;

/** What was done to things that were named: how many were changed, and which names nothing has. */
export function changedSchema<Name extends z.ZodType>(name: Name) {
  return z.strictObject({ changed: z.int(), missing: z.array(name) });
}

const attemptSchema = z.strictObject({
  at: z.iso.datetime(),
  host: z.string().nullable(),
  address: z.string().nullable(),
  status: z.string(),
  text: z.string(),
});

export const queuedMessageSchema = z.strictObject({
  id: z.int(),
  queueId: z.string(),
  /** Empty for the null return path. */
  sender: z.string(),
  origin: z.enum(['submitted', 'forwarded', 'list', 'notice']),
  /** Whose it is; null where it is nobody’s. */
  userId: z.string().nullable(),
  sizeBytes: z.int(),
  queuedAt: z.iso.datetime(),
  heldBecause: z.string().nullable(),
  notBefore: z.iso.datetime().nullable(),
  priority: z.int(),
  recipients: z.array(
    z.strictObject({
      address: z.string(),
      /** Destination. */
      lane: z.string(),
      attempts: z.int(),
      nextAttemptAt: z.iso.datetime(),
      lastAttempt: attemptSchema.nullable(),
      /** Of what the sender wants to be told: RFC 3461 section 4.1. Null where he said nothing; empty is NEVER. */
      notify: z.array(z.enum(['success', 'failure', 'delay'])).nullable(),
      /** As the sender first wrote it, with its type: RFC 3461 section 4.2. */
      originalRecipient: z.string().nullable(),
    }),
  ),
});

/** One message in full. */
export const shownMessageSchema = queuedMessageSchema.extend({
  /** Decoded; null where the message has none. */
  subject: z.string().nullable(),
  /** When it is given up. */
  expiresAt: z.iso.datetime(),
  /** What the sender asked for with MAIL FROM, or the connection it came over did. */
  envelope: z.strictObject({
    /** ENVID: RFC 3461 section 4.4. */
    envelopeId: z.string().nullable(),
    /** RET: RFC 3461 section 4.3. */
    returnContent: z.enum(['full', 'headers']).nullable(),
    body: z.enum(['7bit', '8bitmime', 'binarymime']),
    smtpUtf8: z.boolean(),
    /** RFC 8689 */
    requiresTls: z.boolean(),
    /** RFC 2852 */
    deliverBy: z.strictObject({ at: z.iso.datetime(), mode: z.enum(['notify', 'return']) }).nullable(),
  }),
});

export const laneSchema = z.strictObject({
  lane: z.string(),
  recipients: z.int(),
  nextAttemptAt: z.iso.datetime(),
  running: z.int(),
  /** How many may run at once. */
  limit: z.int(),
  blockedUntil: z.iso.datetime().nullable(),
  lastFailure: z.string().nullable(),
});

/** Exactly one of them. */
export const queueSelectionSchema = z
  .strictObject({
    queueIds: z.array(z.string().max(64)).min(1).max(MAX_SELECTED).optional(),
    lane: z.string().max(512).optional(),
    userId: z.string().max(256).optional(),
    /** All that is held. */
    held: z.literal(true).optional(),
    all: z.literal(true).optional(),
  })
  .refine(({ queueIds, lane, userId, held, all }) => {
    return [queueIds, lane, userId, held, all].filter((one) => one !== undefined).length === 1;
  });

export const traceEventSchema = z.strictObject({
  at: z.iso.datetime(),
  kind: z.string(),
  facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});

export const tracedMessageSchema = z.strictObject({
  queueId: z.string(),
  /** Sentences, each with its time in front. */
  lines: z.array(z.string()),
  /** Each behind what it follows from. */
  events: z.array(traceEventSchema),
});

export const quarantinedSchema = z.strictObject({
  id: z.int(),
  queueId: z.string(),
  /** Empty for the null return path. */
  sender: z.string(),
  recipients: z.array(z.string()),
  clientAddress: z.string(),
  reasons: z.array(z.strictObject({ filter: z.string(), text: z.string() })),
  sizeBytes: z.int(),
  receivedAt: z.iso.datetime(),
});

export const routeTlsSchema = z.enum(['none', 'opportunistic', 'required', 'implicit']);

/** Passwords are never shown. */
export const routeSchema = z.strictObject({
  pattern: z.string(),
  host: z.string(),
  port: z.int(),
  tls: routeTlsSchema,
  userName: z.string().nullable(),
});

/** A record of the DNS that a domain of ours needs. */
export const dnsRecordSchema = z.strictObject({
  purpose: z.enum(['mx', 'spf', 'dkim', 'dmarc', 'tls-reports', 'service', 'host', 'reverse']),
  /** Without the final dot. */
  name: z.string(),
  type: z.enum(['MX', 'TXT', 'SRV', 'CNAME', 'A', 'PTR']),
  /** As in a zone file, texts without quotes; empty for an address of this server. */
  value: z.string(),
  /** Mail arrives and is believed without it, too. */
  isOptional: z.boolean(),
  /** Null where it was not asked for; `unknown` where DNS gave no answer, or is not asked for such. */
  state: z.enum(['ok', 'missing', 'different', 'unknown']).nullable(),
  /** What is there. */
  found: z.array(z.string()),
});

/** What the reports of others say about a domain. */
export const reportSummarySchema = z.strictObject({
  dmarc: z.strictObject({
    messages: z.int(),
    passed: z.int(),
    sources: z.array(z.strictObject({ address: z.string(), messages: z.int(), passed: z.int(), rejected: z.int() })),
  }),
  tls: z.strictObject({
    successes: z.int(),
    failures: z.array(z.strictObject({ result: z.string(), receivingHost: z.string(), sessions: z.int() })),
  }),
  /** Who has sent reports. */
  organisations: z.array(z.string()),
});

export const dkimKeySchema = z.strictObject({
  selector: z.string(),
  algorithm: z.enum(['rsa-sha256', 'ed25519-sha256']),
  /** `next` is to be published and does not sign yet, `active` signs, `retired` stays published a while. */
  state: z.enum(['next', 'active', 'retired']),
  createdAt: z.iso.datetime(),
  /** Of the state. */
  stateSince: z.iso.datetime(),
});

export type DnsRecordView = z.output<typeof dnsRecordSchema>;
export type ReportSummaryView = z.output<typeof reportSummarySchema>;
export type DkimKeyView = z.output<typeof dkimKeySchema>;
export type QueuedMessageView = z.output<typeof queuedMessageSchema>;
export type ChangedView = { readonly changed: number; readonly missing: readonly string[] };
export type ShownMessageView = z.output<typeof shownMessageSchema>;
export type LaneView = z.output<typeof laneSchema>;
export type QueueSelectionInput = z.input<typeof queueSelectionSchema>;
export type TracedMessageView = z.output<typeof tracedMessageSchema>;
export type QuarantinedView = z.output<typeof quarantinedSchema>;
export type RouteView = z.output<typeof routeSchema>;
