/** Connections of all protocols, and what one client may ask for. */
import { z } from 'zod';
import { SERVICE_NAMES } from '../../services/service-names.ts';
import { count, milliseconds, networks, words } from '../value-schemas.ts';

export const CONNECTIONS = {
  stoppedServices: words
    .pipe(z.array(z.enum(SERVICE_NAMES)))
    .prefault([])
    .describe(
      'Services that do not run, also after a restart of the server; `mailroom service` starts and stops them.',
    ),
  preAuthTimeoutMs: milliseconds('5s', '10m')
    .prefault('60s')
    .describe('Time in which a client of IMAP or LDAP must sign in.'),
  tlsHelloTimeoutMs: milliseconds('1s', '5m')
    .prefault('10s')
    .describe('Time in which a client must have begun its TLS handshake.'),
  tlsHandshakeTimeoutMs: milliseconds('1s', '5m')
    .prefault('30s')
    .describe('Time in which a TLS handshake that was begun must end.'),
  imapIdleTimeoutMs: milliseconds('30m', '24h')
    .prefault('30m')
    .describe('Silence after which an IMAP client is let go. RFC 9051 section 5.4 asks for at least 30m.'),
  imapMaxConnectionsPerUser: count(1, 10_000)
    .prefault(20)
    .describe('IMAP connections at once of one user from one address.'),
  pop3IdleTimeoutMs: milliseconds('10m', '24h')
    .prefault('10m')
    .describe('Silence after which a POP3 client is let go. RFC 1939 section 3 asks for at least 10m.'),
  ldapIdleTimeoutMs: milliseconds('1m', '24h')
    .prefault('15m')
    .describe('Silence after which an LDAP client is let go.'),
  ldapClientAuthoritiesFile: z
    .string()
    .max(4096)
    .prefault('')
    .describe(
      'Whole path of a file with certificates (PEM) of authorities that vouch for users: LDAP clients may then sign in ' +
        'with a certificate of theirs. Revocation lists in it are heeded. Empty for none.',
    ),
  ldapAnonymousRead: z
    .enum(['nothing', 'address-book'])
    .prefault('nothing')
    .describe('What LDAP clients may read without signing in, beside what the server says of itself.'),
  ldapMaxEntries: count(1, 1_000_000)
    .prefault(1000)
    .describe('Entries that one LDAP search returns, or one page of it.'),
  ldapSearchTimeMs: milliseconds('100ms', '10m').prefault('10s').describe('Time that one LDAP search may take.'),
  ldapMaxFilterDepth: count(1, 100).prefault(20).describe('How deep the filter of an LDAP search may be nested.'),
  ldapMaxFilterTerms: count(1, 10_000).prefault(256).describe('Conditions in the filter of an LDAP search.'),
  ldapMinSubstringLength: count(1, 10)
    .prefault(2)
    .describe('Characters that an LDAP search for parts of texts must give at least.'),
  maxConnections: count(10, 1_000_000).prefault(20_000).describe('Connections at once of all services together.'),
  maxConnectionsPerAddress: count(1, 1_000_000)
    .prefault(500)
    .describe('Connections at once of all services together from one address that is not trusted.'),
  maxTlsHandshakes: count(1, 10_000)
    .prefault(16)
    .describe('TLS handshakes begun at once, before others are served; the rest waits for its turn.'),
  maxWaitingTlsHandshakes: count(0, 1_000_000)
    .prefault(10_000)
    .describe(
      'TLS handshakes that may wait for their turn, a quarter of them from one network; further ones are refused.',
    ),
  proxyProtocolFrom: networks
    .prefault([])
    .describe('Proxies that tell by a PROXY header for whom they connect, and must send one.'),
} as const;
