/**
 * What the store keeps of the server's certificate and of the account at a certificate authority, under names beside the
 * settings: both are made and checked before they are kept, so that `settings set` does not know them. P10
 */
import { z } from 'zod';

/** A newer version may have written more. Private keys are base64, sealed with a key that is not in the store. */
export const certificateRecord = z.object({
  source: z.enum(['uploaded', 'acme']),
  /** PEM, the certificate first. */
  chain: z.string(),
  sealedKey: z.string(),
  sinceMs: z.int(),
});

export const ACME_STEPS = ['reach', 'order', 'prove', 'finalize', 'download', 'use'] as const;

/** Why a name has no certificate: what DNS or the network say of it, or the authority (`refused`), with its words. */
export const NAME_PROBLEMS = ['no-address', 'unreachable', 'elsewhere', 'no-challenge', 'refused'] as const;

const problem = z.object({
  /** As `AuthorityProblem.reason`; `acme-names`: see the names; `acme-timeout`: it takes too long. */
  reason: z.string(),
  said: z.string(),
});

/** One try to get a certificate. */
export const acmeRunRecord = z.object({
  startedAtMs: z.int(),
  endedAtMs: z.int().nullable(),
  steps: z.array(z.object({ name: z.enum(ACME_STEPS), state: z.enum(['running', 'done', 'failed']) })),
  names: z.array(
    z.object({
      name: z.string(),
      /** `left-out`: it can do without, and would not be proved. */
      state: z.enum(['waiting', 'proved', 'failed', 'left-out']),
      problem: z.enum(NAME_PROBLEMS).nullable(),
      said: z.string(),
    }),
  ),
  problem: problem.nullable(),
});

export const acmeRecord = z.object({
  /** False: it was stopped; the account is kept for the next time. */
  isOn: z.boolean(),
  directory: z.string(),
  accountUrl: z.string(),
  sealedAccountKey: z.string(),
  contact: z.string().nullable(),
  /** The terms of service that were agreed to, and when. */
  termsOfService: z.string().nullable(),
  agreedAtMs: z.int(),
  /** One that was begun: it is gone on with after a restart. */
  order: z
    .object({ url: z.string(), names: z.array(z.string()), sealedKey: z.string(), startedAtMs: z.int() })
    .nullable(),
  /** Orders of the last day. */
  orders: z.array(z.object({ atMs: z.int(), names: z.array(z.string()) })),
  /** In a row. */
  failures: z.int(),
  lastTryMs: z.int().nullable(),
  /** Not before this after a failure. */
  nextTryMs: z.int().nullable(),
  lastRun: acmeRunRecord.nullable(),
});

export type CertificateRecord = z.output<typeof certificateRecord>;
export type AcmeRecord = z.output<typeof acmeRecord>;
export type AcmeRunRecord = z.output<typeof acmeRunRecord>;
export type AcmeStepName = (typeof ACME_STEPS)[number];
export type NameProblemKind = (typeof NAME_PROBLEMS)[number];
