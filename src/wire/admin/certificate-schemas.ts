/** What the management API tells of the server's certificate, and of orders at a certificate authority. P10 */
import { z } from 'zod';

const time = z.iso.datetime();

const wantedNameSchema = z.strictObject({
  name: z.string(),
  /** `host`: of the server. `extra`: as the setting acmeNames says. The others are of a domain. */
  purpose: z.enum(['host', 'extra', 'autoconfig', 'autodiscover', 'mta-sts']),
  /** The others are of use only where DNS leads them here. */
  isRequired: z.boolean(),
  isCovered: z.boolean(),
});

export const certificateSchema = z.strictObject({
  source: z.enum(['self-made', 'files', 'uploaded', 'acme']),
  isSelfMade: z.boolean(),
  subject: z.string(),
  issuer: z.string(),
  names: z.array(z.string()),
  notBefore: time,
  notAfter: time,
  /** Whole days; below zero once it has expired. */
  daysLeft: z.int(),
  /** SHA-256 of the certificate, upper-case hexadecimal pairs joined by colons. */
  fingerprint: z.string(),
  /** `ECDSA P-256`, `RSA 2048` */
  keyType: z.string(),
  /** `public`: leads to an authority that programs know. `private`: to another. `incomplete`: something is missing. */
  chain: z.enum(['public', 'private', 'incomplete']),
  /** Names that the server should have, whether the certificate has them or not. */
  wantedNames: z.array(wantedNameSchema),
});

export const acmeStepSchema = z.enum(['reach', 'order', 'prove', 'finalize', 'download', 'use']);
export const nameProblemSchema = z.enum(['no-address', 'unreachable', 'elsewhere', 'no-challenge', 'refused']);

const acmeRunSchema = z.strictObject({
  startedAt: time,
  /** Null while it is under way. */
  endedAt: time.nullable(),
  steps: z.array(z.strictObject({ name: acmeStepSchema, state: z.enum(['running', 'done', 'failed']) })),
  names: z.array(
    z.strictObject({
      name: z.string(),
      state: z.enum(['waiting', 'proved', 'failed', 'left-out']),
      problem: nameProblemSchema.nullable(),
      /** Addresses, or the authority's own words. */
      said: z.string(),
    }),
  ),
  /** Null where it went well, or is under way. */
  problem: z.strictObject({ reason: z.string(), said: z.string() }).nullable(),
});

export const acmeStatusSchema = z.strictObject({
  isOn: z.boolean(),
  isRunning: z.boolean(),
  /** Null where there never was an account. */
  account: z
    .strictObject({
      directory: z.string(),
      url: z.string(),
      contact: z.string().nullable(),
      termsOfService: z.string().nullable(),
      agreedAt: time,
    })
    .nullable(),
  /** When the next order is due: past, where it will be begun within the hour. Null where none will be. */
  nextOrderAt: time.nullable(),
  /** In a row. */
  failures: z.int(),
  /** The one under way, or the last. */
  run: acmeRunSchema.nullable(),
});

export const certificateWithAcmeSchema = certificateSchema.extend({ acme: acmeStatusSchema });

export const acmeTermsSchema = z.strictObject({
  directory: z.string(),
  termsOfService: z.string().nullable(),
  website: z.string().nullable(),
  needsExternalAccount: z.boolean(),
});

export type CertificateView = z.output<typeof certificateSchema>;
export type AcmeStatusView = z.output<typeof acmeStatusSchema>;
export type AcmeRunView = z.output<typeof acmeRunSchema>;
export type AcmeStepName = z.output<typeof acmeStepSchema>;
export type NameProblemName = z.output<typeof nameProblemSchema>;
