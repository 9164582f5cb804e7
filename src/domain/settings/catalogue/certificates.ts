/** Where certificates come from by themselves. P10 */
import { z } from 'zod';
import { addressOrNone, domainNames } from '../address-schemas.ts';
import { count } from '../value-schemas.ts';

export const CERTIFICATES = {
  acmeDirectory: z
    .string()
    .max(1024)
    .regex(/^https:\/\/[^\s@]+$/)
    .prefault('https://acme-v02.api.letsencrypt.org/directory')
    .describe(
      'Where the certificate authority (ACME, RFC 8555) has its directory. It is asked nothing before ' +
        '“certificate acme start”, and counts when that is said.',
    ),
  acmeContact: addressOrNone
    .prefault('')
    .describe(
      'Mail address that the certificate authority gets, for its warnings; it counts when an account is made. Empty for none.',
    ),
  acmeNames: domainNames
    .prefault([])
    .describe('Further names of this server that its certificate must have, beside the host name.'),
  acmeTrustFile: z
    .string()
    .max(4096)
    .prefault('')
    .describe(
      'Whole path of a file with certificates (PEM) that vouch for the web server of a certificate authority of your ' +
        'own. Empty for the public ones.',
    ),
  acmeHttpPort: count(1, 65_535)
    .prefault(80)
    .describe('Port at which the certificate authority asks for the answers of this server: 80 with all public ones.'),
} as const;
