/** What people's mail programs are told of this server. */
import type { z } from 'zod';
import { domainNameOrNone } from '../address-schemas.ts';
import { publicServers } from '../public-servers-schema.ts';

export const CLIENT_SETUP = {
  clientSetupHost: domainNameOrNone
    .prefault('')
    .describe('Name of this server for mail programs. Empty: the name that the server gives itself.'),
  clientSetupServers: publicServers
    .prefault([])
    .describe(
      'Services that are found elsewhere from outside, behind a proxy or NAT: imaps=993, submissions=mail.example.org:465. ' +
        'pop3=none is not told to anybody.',
    ),
} as const satisfies Record<string, z.ZodType>;
