/** The web server. */
import { z } from 'zod';
import { count, milliseconds, networks, words } from '../value-schemas.ts';

export const WEB = {
  httpMaxConnectionsPerAddress: count(1, 100_000)
    .prefault(200)
    .describe('Web connections at once from one address that is not trusted.'),
  httpHeadersTimeoutMs: milliseconds('1s', '5m')
    .prefault('15s')
    .describe('Time in which a browser must have sent the head of a request.'),
  httpRequestTimeoutMs: milliseconds('10s', '1h')
    .prefault('5m')
    .describe('Time in which a browser must have sent a whole request.'),
  httpKeepAliveMs: milliseconds('1s', '10m')
    .prefault('60s')
    .describe('How long a web connection is kept open for the next request.'),
  httpMaxRequestsPerConnection: count(1, 1_000_000)
    .prefault(1000)
    .describe('Requests on one web connection, after which it is closed.'),
  httpMinimumRate: count(0, 1_000_000)
    .prefault(500)
    .describe('Bytes per second that a browser must send of a request, and take of an answer; 0 for no limit.'),
  firstStepsSettled: words
    .pipe(z.array(z.enum(['host', 'domain', 'dns', 'certificate', 'users', 'test', 'closed'])))
    .prefault([])
    .describe(
      'Steps of the first set-up that were done or put off in the browser; closed once it need not be offered.',
    ),
  httpForwardedFrom: networks
    .prefault([])
    .describe(
      'Web proxies in front of this server, whose X-Forwarded-For and X-Forwarded-Proto are believed. ' +
        'All connections come from their addresses, which should be trustedNetworks as well.',
    ),
  securityContact: z
    .string()
    .max(1000)
    .regex(/^(?:|(?:mailto:|https:\/\/|tel:)[!-~]+)$/)
    .prefault('')
    .describe(
      'Where people report weaknesses of this server (mailto:, https: or tel:); published at /.well-known/security.txt. Empty for nowhere.',
    ),
} as const;
