/**
 * Everything that the administrator can change while the server runs: one line each, with its bounds, its default and
 * a description. The reference page, `mailroom settings` and the browser's form come from this table.
 */
import { z } from 'zod';
import { addressOrNone, domainNames, nameServers } from './address-schemas.ts';
import { blockLists } from './block-list-schema.ts';
import { filterList } from './filter-list-schema.ts';
import {
  bytes,
  count,
  milliseconds,
  networks,
  numberOrNone,
  privileges,
  programNames,
  sizeOrNone,
} from './value-schemas.ts';

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
  smtpJunkCommands: count(1, 100_000)
    .prefault(100)
    .describe('Commands of an SMTP client that bring no message, such as RSET and NOOP, after which it is let go.'),
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

  dnsBlockLists: blockLists
    .prefault([])
    .describe(
      'DNS block lists, asked for every client that is not trusted: "ZONE reject" or "ZONE score=N"; then, where ' +
        'wanted, "sender-domain" for a list of domains, "mask=N", and the codes that count, such as ' +
        '127.0.0.2-127.0.0.11. Separated by commas. RFC 5782.',
    ),
  clientLookupTimeoutMs: milliseconds('100ms', '1m')
    .prefault('5s')
    .describe(
      'Time for DNS to answer about a client: its name, its greeting, each block list. Then it does not count.',
    ),
  reverseNameScore: count(0, 100)
    .prefault(1)
    .describe('Points for a client without a name by reverse DNS, or with one that does not lead back to it.'),
  falseHelloScore: count(0, 100)
    .prefault(3)
    .describe('Points for a client that greets with a name of ours, the address of another, or no name at all.'),
  doubtfulHelloScore: count(0, 100)
    .prefault(1)
    .describe('Points for a client that greets with its bare address, a name without domain, or one unknown to DNS.'),
  misleadingNameScore: count(0, 100)
    .prefault(1)
    .describe('Points for a From whose display name shows an address that is not the one behind it.'),
  greylisting: z
    .enum(['off', 'on'])
    .prefault('off')
    .describe('Whether mail from a network with a sender and a recipient not seen before is put off once. RFC 6647.'),
  greylistDelayMs: milliseconds('1m', '1h')
    .prefault('5m')
    .describe('How long greylisted mail must wait before it is taken.'),
  greylistWindowMs: milliseconds('1h', '7d')
    .prefault('24h')
    .describe('How long after that a second attempt counts as one. RFC 6647 section 5.'),
  greylistRememberMs: milliseconds('7d', '365d')
    .prefault('36d')
    .describe('How long those who have passed are remembered after their last message.'),
  smtpMessagesPerAddressMinute: count(1, 1_000_000)
    .prefault(300)
    .describe('Messages from one address in a minute before it is told to come back later.'),
  smtpMessagesPerAddressHour: count(1, 10_000_000).prefault(5000).describe('The same in an hour.'),
  smtpMessagesPerNetworkMinute: count(1, 1_000_000)
    .prefault(1000)
    .describe('Messages from one network, a /24 of IPv4 or a /64 of IPv6, in a minute before it is told the same.'),
  smtpMessagesPerNetworkHour: count(1, 10_000_000).prefault(20_000).describe('The same in an hour.'),
  smtpRecipientsPerAddressMinute: count(100, 1_000_000)
    .prefault(3000)
    .describe('Recipients from one address in a minute before it is told to come back later.'),
  smtpRecipientsPerAddressHour: count(100, 10_000_000).prefault(20_000).describe('The same in an hour.'),
  smtpRecipientsPerNetworkMinute: count(100, 1_000_000)
    .prefault(10_000)
    .describe('Recipients from one network, a /24 of IPv4 or a /64 of IPv6, in a minute before it is told the same.'),
  smtpRecipientsPerNetworkHour: count(100, 10_000_000).prefault(60_000).describe('The same in an hour.'),

  contentFilters: filterList
    .prefault([])
    .describe(
      'Programs that look at each message before it is taken, in their order: "NAME clamd|spamd|milter|smtp ADDRESS", ' +
        'the address a socket or HOST:PORT; then, where wanted, "scope=incoming", "down=pass" (else mail waits while ' +
        'the filter is down), "timeout=30s", "infected=quarantine" (clamd), "max=10M" (clamd, spamd). Separated by commas.',
    ),
  contentFiltersAtOnce: count(1, 1000)
    .prefault(20)
    .describe('Messages that are with one content filter at once; others wait for their turn.'),
  quarantineKeepMs: milliseconds('1d', '3650d')
    .prefault('30d')
    .describe('How long messages in quarantine are kept before they are deleted.'),

  dnsServers: nameServers
    .prefault([])
    .describe('Name servers that are asked, such as 127.0.0.1 or 192.0.2.53:5353; none: those of the system.'),
  dnsTimeoutMs: milliseconds('100ms', '1m').prefault('3s').describe('Time for one name server to answer.'),
  dnsTrust: z
    .enum(['loopback', 'all', 'none'])
    .prefault('loopback')
    .describe(
      'Whose word counts that an answer was validated by DNSSEC: resolvers of this machine, all, none. RFC 7672.',
    ),
  dnsAddressFamilies: z
    .enum(['ipv6-first', 'ipv4-first', 'ipv6-only', 'ipv4-only'])
    .prefault('ipv4-first')
    .describe('Which addresses of other servers are tried, and in which order.'),

  outgoingConnectTimeoutMs: milliseconds('1s', '5m').prefault('30s').describe('Time to connect to another server.'),
  outgoingIdleMs: milliseconds('0s', '1m')
    .prefault('3s')
    .describe('How long a connection to another server is kept for the next message; 0s for not at all.'),
  outgoingMessagesPerConnection: count(1, 10_000)
    .prefault(100)
    .describe('Messages after which a connection to another server is given up for a new one.'),
  outgoingDane: z.enum(['on', 'off']).prefault('on').describe('Whether TLSA records are heeded. RFC 7672.'),
  outgoingMtaSts: z.enum(['on', 'off']).prefault('on').describe('Whether MTA-STS policies are heeded. RFC 8461.'),
  mtaStsTimeoutMs: milliseconds('1s', '5m').prefault('1m').describe('Time to fetch an MTA-STS policy.'),
  outgoingAuthoritiesFile: z
    .string()
    .max(4096)
    .prefault('')
    .describe(
      'Whole path of a file with certificates (PEM) of further authorities that other servers are verified with; empty for none.',
    ),

  traceKeepMs: milliseconds('1d', '3650d')
    .prefault('30d')
    .describe('How long it is kept what happened to each message.'),
  traceMaxBytes: bytes(16 * MB, 1024 * 1024 * MB)
    .prefault(1024 * MB)
    .describe('Size above which the oldest of it goes earlier.'),

  programTimeoutMs: milliseconds('1s', '10m')
    .prefault('30s')
    .describe('Time after which a program that is a member of an alias is killed; the message is tried again.'),
  programUser: z
    .string()
    .regex(/^[a-z_][a-z0-9_-]{0,31}$/)
    .prefault('nobody')
    .describe('User of this machine as whom such programs run where the server is root; never root itself.'),
  programsWithNetwork: programNames
    .prefault([])
    .describe(
      'Names of the programs that may use the network; all others are kept from it, or not run where that cannot be.',
    ),
  mailboxFileMaxBytes: bytes(1024 * 1024, 1024 * 1024 * MB)
    .prefault(2048 * MB)
    .describe('Size above which a mailbox file that is a member of an alias takes no more mail.'),

  mailAuthTimeoutMs: milliseconds('1s', '5m')
    .prefault('30s')
    .describe('Time for SPF, DKIM, DMARC and ARC of one message; what is not known by then is a temporary error.'),
  trustedArcSealers: domainNames
    .prefault([])
    .describe(
      'Domains that forward mail and whose ARC seals are believed: a message that passed DMARC when it came to them is not held to it again. RFC 8617.',
    ),
  dkimSignatureLifetimeMs: milliseconds('1h', '7d')
    .prefault('7d')
    .describe('How long a DKIM signature on outgoing mail holds. RFC 6376 section 3.5.'),
  dkimRotationMs: milliseconds('0s', '3650d')
    .prefault('180d')
    .describe(
      'Age at which the keys of a domain are replaced, once the records of the new ones are found in DNS; 0s for never.',
    ),
  dkimRetiredMs: milliseconds('7d', '365d')
    .prefault('14d')
    .describe('How long a replaced key is kept, and its record should be, for what it has signed.'),
  dmarcReports: z
    .enum(['off', 'on'])
    .prefault('off')
    .describe('Whether domains that ask for it get a daily DMARC report. RFC 7489 section 7.2.'),
  tlsReports: z
    .enum(['off', 'on'])
    .prefault('off')
    .describe('Whether domains that ask for it get a daily report on TLS. RFC 8460.'),
  reportAddress: addressOrNone
    .prefault('')
    .describe(
      'Address at which reports of others about our domains are taken, and from which ours are sent; empty for none.',
    ),

  junkScore: count(1, 1000)
    .prefault(5)
    .describe('Points of block lists, checks of the client and content filters from which mail is filed as junk.'),
  rejectScore: numberOrNone.prefault(null).describe('Points from which mail is refused; none for never.'),
  maxStagedBytes: bytes(16 * MB, 1024 * 1024 * MB)
    .prefault(256 * MB)
    .describe(
      'Memory for messages while they arrive, all together; beyond it further ones are put off. Other servers may take ' +
        'up three quarters of it, one network of them or one user an eighth.',
    ),
  lmtpKeepsAuthenticationResults: z
    .enum(['no', 'yes'])
    .prefault('no')
    .describe('Whether results in the name of this server are believed of the mail server that hands over by LMTP.'),
  maxFutureReleaseMs: milliseconds('0s', '365d')
    .prefault('30d')
    .describe('How long a user may have a message wait before it is sent; 0s does not offer it. RFC 4865.'),
  maxFutureReleaseMessages: count(1, 1_000_000)
    .prefault(100)
    .describe('Messages that one user may have wait like that at the same time.'),
  submissionMaxPriority: count(0, 9)
    .prefault(4)
    .describe('Highest priority that a user may give a message; a higher one is lowered to it. RFC 6710.'),

  preAuthTimeoutMs: milliseconds('5s', '10m')
    .prefault('60s')
    .describe('Time in which a client of IMAP, LDAP or ManageSieve must sign in.'),
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

  authFailuresPerAddressMinute: count(1, 100_000)
    .prefault(10)
    .describe('Wrong passwords from one address in a minute before further ones are refused unheard.'),
  authFailuresPerAddressDay: count(1, 1_000_000).prefault(50).describe('The same in a day.'),
  authFailuresPerAccount: count(3, 1_000_000)
    .prefault(100)
    .describe('Wrong passwords for one account, from anywhere, in a day before it takes none from strange addresses.'),
  authWrongCodesPerAccount: count(3, 10_000)
    .prefault(50)
    .describe('Wrong codes of a second factor for one account in a day before it takes none; passkeys still do.'),
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
    .describe('How long a password that the remote directory took last is good while that directory is away.'),

  queueFirstRetryMs: milliseconds('10s', '6h')
    .prefault('5m')
    .describe('Time after which mail is tried again that could not be delivered; doubled each time.'),
  queueLongestRetryMs: milliseconds('10s', '1d').prefault('1h').describe('The longest time between two attempts.'),
  queueLifetimeMs: milliseconds('1h', '30d')
    .prefault('5d')
    .describe('How long mail is tried before its sender gets it back. RFC 5321 section 4.5.4.1 asks for 4 to 5 days.'),
  noticeLifetimeMs: milliseconds('1h', '30d')
    .prefault('2d')
    .describe('The same for notices about delivery and other mail without a sender.'),
  delayNoticeAfterMs: milliseconds('5m', '30d')
    .prefault('4h')
    .describe('Time after which a sender is told that a message has not arrived yet.'),
  noticeMaxReturnedBytes: bytes(0, 10 * MB)
    .prefault(100 * 1024)
    .describe('Larger messages are returned without their content: a notice then has only the header.'),
  undeliverableNotices: z
    .enum(['drop', 'postmaster'])
    .prefault('drop')
    .describe('What becomes of mail without a sender that cannot be delivered.'),
  queueMaxDeliveries: count(10, 20_000)
    .prefault(1000)
    .describe('Transmissions to other servers at once, of all destinations together.'),
  queueMaxDeliveriesPerDestination: count(1, 200)
    .prefault(20)
    .describe('Transmissions to one destination at once when it serves well; they begin with 5.'),
  mailLookUpDestinations: z
    .enum(['on', 'off'])
    .prefault('on')
    .describe('Whether destinations without a route are looked up in DNS; without it their mail is returned.'),
  outboundMessagesPerHour: count(1, 1_000_000)
    .prefault(500)
    .describe('Messages to other servers that one user may send in an hour.'),
  outboundMessagesPerDay: count(1, 10_000_000).prefault(3000).describe('The same in a day.'),
  outboundRecipientsPerHour: count(1, 10_000_000)
    .prefault(2000)
    .describe('Recipients on other servers that one user may write to in an hour.'),
  outboundRecipientsPerDay: count(1, 100_000_000).prefault(10_000).describe('The same in a day.'),
  outboundSurgeFactor: count(0, 1000)
    .prefault(5)
    .describe(
      'The outgoing mail of a user is held who writes to this many times as many recipients in a day as ever in the two weeks before; 0 for never.',
    ),
  outboundSurgeRecipients: count(1, 10_000_000)
    .prefault(500)
    .describe('Recipients in a day that are never too sudden.'),
  outboundFailedRecipientsPerHour: count(0, 1_000_000)
    .prefault(100)
    .describe('The outgoing mail of a user is held when more recipients than this turn out not to exist; 0 for never.'),
} as const;

export type SettingName = keyof typeof SETTINGS;
export type SettingValues = { readonly [N in SettingName]: z.output<(typeof SETTINGS)[N]> };

export function isSettingName(name: string): name is SettingName {
  return Object.hasOwn(SETTINGS, name);
}
