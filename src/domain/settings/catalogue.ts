/**
 * Everything that the administrator can change while the server runs: one line each, with its bounds, its default and
 * a description. The reference page, `mailroom settings` and the browser's form come from this table.
 */
import { z } from 'zod';
import { bytes, count, milliseconds, networks, numberOrNone, sizeOrNone } from './value-schemas.ts';

const MB = 1024 * 1024;

export const SETTINGS = {
  cleartextAuthFrom: networks
    .prefault([])
    .describe('Networks from which passwords are taken without TLS. Everywhere else they need TLS.'),
  trustedNetworks: networks
    .prefault(['127.0.0.0/8', '::1/128'])
    .describe('Networks to which limits by address do not apply: the office behind one address.'),

  maxMessageBytes: bytes(64 * 1024, 1024 * MB)
    .prefault(50 * MB)
    .describe('Largest message accepted, as it crosses the wire. RFC 1870.'),
  smtpMaxRecipients: count(100, 100_000)
    .prefault(1000)
    .describe('Recipients of one message from other servers. RFC 5321 section 4.5.3.1.8.'),
  submissionMaxRecipients: count(1, 100_000).prefault(500).describe('Recipients of one message from a user.'),
  submissionFrom: networks
    .prefault([])
    .describe('Networks whose devices may submit mail without signing in: printers and scanners.'),
  smtpMaxConnectionsPerAddress: count(1, 100_000).prefault(30).describe('SMTP connections at once from one address.'),
  smtpIdleTimeoutMs: milliseconds('10s', '1h')
    .prefault('5m')
    .describe('Silence after which an SMTP client is let go. RFC 5321 section 4.5.3.2.7 asks for at least 5m.'),
  smtpSoftErrors: count(1, 1000)
    .prefault(10)
    .describe('Errors of an SMTP client after which replies are delayed by a second each.'),
  smtpHardErrors: count(1, 1000).prefault(20).describe('Errors of an SMTP client after which it is let go.'),
  smtpUnknownRecipientsPerAddressMinute: count(1, 100_000)
    .prefault(30)
    .describe('Unknown recipients from one address in a minute before it is told to come back later.'),
  smtpUnknownRecipientsPerAddressDay: count(1, 1_000_000).prefault(500).describe('The same in a day.'),
  minDataRateBytesPerSecond: count(0, 1_000_000)
    .prefault(500)
    .describe('A message that arrives more slowly is given up.'),
  maxReceivedHops: count(10, 1000)
    .prefault(50)
    .describe('Received header fields after which a message is taken for one that loops. RFC 5321 section 6.3.'),
  recipientDelimiter: z
    .enum(['+', '-', '_', '=', '#', ''])
    .prefault('+')
    .describe('What separates the user from the folder in user+folder@domain; empty switches it off.'),

  preAuthTimeoutMs: milliseconds('5s', '10m')
    .prefault('60s')
    .describe('Time in which a client of IMAP, LDAP or ManageSieve must sign in.'),
  tlsHandshakeTimeoutMs: milliseconds('1s', '5m').prefault('30s').describe('Time in which a TLS handshake must end.'),
  imapIdleTimeoutMs: milliseconds('30m', '24h')
    .prefault('30m')
    .describe('Silence after which an IMAP client is let go. RFC 9051 section 5.4 asks for at least 30m.'),
  imapMaxConnectionsPerUser: count(1, 10_000)
    .prefault(20)
    .describe('IMAP connections at once of one user from one address.'),
  pop3IdleTimeoutMs: milliseconds('10m', '24h')
    .prefault('10m')
    .describe('Silence after which a POP3 client is let go. RFC 1939 section 3 asks for at least 10m.'),
  maxConnections: count(10, 1_000_000).prefault(20_000).describe('Connections at once of all services together.'),
  maxConnectionsPerAddress: count(1, 1_000_000)
    .prefault(500)
    .describe('Connections at once of all services together from one address that is not trusted.'),
  maxTlsHandshakes: count(1, 10_000).prefault(64).describe('TLS handshakes at once; others wait for their turn.'),
  maxWaitingTlsHandshakes: count(0, 1_000_000)
    .prefault(10_000)
    .describe('TLS handshakes that may wait for their turn; further ones are refused.'),
  proxyProtocolFrom: networks
    .prefault([])
    .describe('Proxies that tell by a PROXY header for whom they connect, and must send one.'),

  authFailuresPerAddressMinute: count(1, 100_000)
    .prefault(10)
    .describe('Wrong passwords from one address in a minute before further ones are refused unheard.'),
  authFailuresPerAddressDay: count(1, 1_000_000).prefault(50).describe('The same in a day.'),
  authFailuresPerAccount: count(3, 1_000_000)
    .prefault(100)
    .describe('Wrong passwords for one account, from anywhere, in a day before it takes none from strange addresses.'),
  authFailureDelayMs: milliseconds('0s', '1m')
    .prefault('2s')
    .describe('Delay of the reply to a wrong password; doubled with each further one, up to 15s.'),

  defaultStorageQuota: sizeOrNone
    .prefault(null)
    .describe('Storage of a user who has no limit of his own: 500M, 2G, none. A bare number is megabytes.'),
  defaultMessageQuota: numberOrNone
    .prefault(null)
    .describe('Messages of a user who has no limit of his own; none for no limit.'),
  maxMailboxesPerAccount: count(10, 1_000_000).prefault(5000).describe('Mailboxes that one account may have.'),
  keepExpungedMs: milliseconds('0s', '3650d')
    .prefault('14d')
    .describe('How long deleted messages are kept so that they can be brought back.'),
  minPasswordLength: count(6, 128).prefault(8).describe('Shortest password that may be chosen.'),
  defaultLanguage: z
    .enum(['en', 'fr', 'de', 'it', 'pl', 'es'])
    .prefault('en')
    .describe('Language of texts for users who have chosen none.'),
} as const;

export type SettingName = keyof typeof SETTINGS;
export type SettingValues = { readonly [N in SettingName]: z.output<(typeof SETTINGS)[N]> };

export function isSettingName(name: string): name is SettingName {
  return Object.hasOwn(SETTINGS, name);
}
