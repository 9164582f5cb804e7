/** Endpoints of the server's certificate. P10 */
import { z } from 'zod';
import {
  acmeStatusSchema,
  acmeTermsSchema,
  certificateSchema,
  certificateWithAcmeSchema,
} from '../certificate-schemas.ts';
import { endpoint } from '../endpoint.ts';
import { nothing } from '../schemas.ts';

/** PEM of a long chain of the largest certificates. */
const MAX_PEM = 128 * 1024;

export const CERTIFICATE_ENDPOINTS = {
  'certificate.show': endpoint({
    name: 'certificate.show',
    method: 'GET',
    path: '/certificate',
    summary: 'Shows the certificate in use, which of its names it covers, and how orders of certificates go.',
    pathParameters: nothing,
    query: nothing,
    body: nothing,
    result: certificateWithAcmeSchema,
  }),
  'certificate.upload': endpoint({
    name: 'certificate.upload',
    method: 'POST',
    path: '/certificate',
    summary:
      'Takes another certificate (PEM), which counts from the next connection on, and ends orders at an authority; ' +
      'with `isDryRun`, only shows what it would be.',
    pathParameters: nothing,
    query: nothing,
    body: z.strictObject({
      /** The certificate and those that lead to its authority, in any order; the key may be among them. */
      chain: z.string().max(MAX_PEM),
      privateKey: z.string().max(MAX_PEM).optional(),
      passphrase: z.string().max(1024).optional(),
      isDryRun: z.boolean().default(false),
    }),
    maxBodyBytes: 512 * 1024,
    result: certificateSchema,
  }),
  'certificate.use-self-made': endpoint({
    name: 'certificate.use-self-made',
    method: 'POST',
    path: '/certificate/use-self-made',
    summary: 'Goes back to the certificate that the server makes for itself.',
    pathParameters: nothing,
    query: nothing,
    body: nothing,
    result: nothing,
  }),
  'certificate.acme-terms': endpoint({
    name: 'certificate.acme-terms',
    method: 'GET',
    path: '/certificate/acme/terms',
    summary: 'Asks the certificate authority of the settings for its terms of service.',
    pathParameters: nothing,
    query: nothing,
    body: nothing,
    result: acmeTermsSchema,
  }),
  'certificate.acme-start': endpoint({
    name: 'certificate.acme-start',
    method: 'POST',
    path: '/certificate/acme/start',
    summary:
      'Makes an account at the certificate authority of the settings, orders a certificate, and renews it from then on.',
    pathParameters: nothing,
    query: nothing,
    body: z.strictObject({
      /** To the terms of service that `certificate.acme-terms` tells. */
      agreesToTerms: z.literal(true),
      /** Of an account elsewhere with the authority, where it asks for one; used once and not kept. */
      externalAccount: z
        .strictObject({
          keyId: z.string().min(1).max(512),
          macKey: z
            .string()
            .max(1024)
            .regex(/^[A-Za-z0-9_-]+=*$/),
        })
        .optional(),
    }),
    result: acmeStatusSchema,
  }),
  'certificate.acme-stop': endpoint({
    name: 'certificate.acme-stop',
    method: 'POST',
    path: '/certificate/acme/stop',
    summary: 'Orders and renews no more; the certificate in use stays.',
    pathParameters: nothing,
    query: nothing,
    body: nothing,
    result: acmeStatusSchema,
  }),
  'certificate.acme-renew': endpoint({
    name: 'certificate.acme-renew',
    method: 'POST',
    path: '/certificate/acme/renew',
    summary: 'Orders a certificate now; `certificate.show` tells how it goes.',
    pathParameters: nothing,
    query: nothing,
    body: nothing,
    result: acmeStatusSchema,
  }),
} as const;
