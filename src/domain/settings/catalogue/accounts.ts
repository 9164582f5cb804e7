/** Signing in, sessions, what accounts may have and do, and who else may know them. */
import { z } from 'zod';
import { count, milliseconds, numberOrNone, privileges, sizeOrNone } from '../value-schemas.ts';

export const ACCOUNTS = {
  authFailuresPerAddressMinute: count(1, 100_000)
    .prefault(10)
    .describe('Wrong passwords from one address in a minute before further ones are refused unheard.'),
  authFailuresPerAddressDay: count(1, 1_000_000)
    .prefault(50)
    .describe('Wrong passwords from one address in a day before further ones are refused unheard.'),
  authFailuresPerAccount: count(3, 1_000_000)
    .prefault(100)
    .describe(
      'Wrong passwords for one account, from anywhere, in a day before it takes none from strange addresses; ten times as many from known ones without a limit of their own.',
    ),
  authWrongCodesPerAccount: count(3, 10_000)
    .prefault(50)
    .describe(
      'Wrong codes of a second factor for one account in a day before it takes none; passkeys and recovery codes still do.',
    ),
  authFailureDelayMs: milliseconds('0s', '1m')
    .prefault('2s')
    .describe('Delay of the reply to a wrong password; doubled with each further one, up to 15s.'),

  webSessionIdleMs: milliseconds('15m', '365d')
    .prefault('24h')
    .describe('How long a browser stays signed in while nobody uses it.'),
  webSessionMaxMs: milliseconds('15m', '365d')
    .prefault('30d')
    .describe('How long a browser stays signed in at the most.'),
  accessTokenMs: milliseconds('5m', '24h')
    .prefault('1h')
    .describe('How long a program may use an access token before it has to be refreshed. RFC 6749 section 1.4.'),
  refreshTokenMs: milliseconds('1h', '3650d')
    .prefault('365d')
    .describe('How long a program can refresh its access at the most; then somebody has to sign in again.'),
  auditKeepMs: milliseconds('1d', '3650d')
    .prefault('365d')
    .describe('How long the record of changes is kept: who changed what, and when.'),

  defaultStorageQuota: sizeOrNone
    .prefault(null)
    .describe('Storage of a user who has no limit of his own: 500M, 2G, none. A bare number is megabytes.'),
  defaultMessageQuota: numberOrNone
    .prefault(null)
    .describe('Messages of a user who has no limit of his own; none for no limit.'),
  withheldPrivileges: privileges
    .prefault([])
    .describe('What users may not do for themselves, unless their domain, a group or they themselves are given it.'),
  maxMailboxesPerAccount: count(10, 1_000_000).prefault(5000).describe('Mailboxes that one account may have.'),
  keepExpungedMs: milliseconds('0s', '3650d')
    .prefault('14d')
    .describe('How long deleted messages are kept so that they can be brought back.'),
  minPasswordLength: count(6, 128).prefault(8).describe('Shortest password that may be chosen.'),
  defaultLanguage: z
    .enum(['en', 'fr', 'de', 'it', 'pl', 'es'])
    .prefault('en')
    .describe('Language of texts for users who have chosen none.'),

  remoteDirectoryCompareMs: milliseconds('1m', '24h')
    .prefault('15m')
    .describe(
      'How often everybody is compared with the remote directory; what was changed there is looked at each minute.',
    ),
  remoteDirectoryProbationMs: milliseconds('1m', '24h')
    .prefault('10m')
    .describe('How long after a switch to a remote directory it is switched back by itself when it stops working.'),
  remoteDirectoryArchiveAfterMs: milliseconds('1h', '365d')
    .prefault('24h')
    .describe('How long somebody must be missing at the remote directory before he is archived here.'),
  remoteDirectoryPasswordMs: milliseconds('0s', '365d')
    .prefault('7d')
    .describe(
      'How long a password that the remote directory took last is good while that directory is away, and how long it lets tokens be refreshed.',
    ),
} as const;
