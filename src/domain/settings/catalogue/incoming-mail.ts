/** Taking mail in: limits, checks, filters. */
import { z } from 'zod';
import { addressOrNone, domainNames, nameServers } from '../address-schemas.ts';
import { blockLists } from '../block-list-schema.ts';
import { filterList } from '../filter-list-schema.ts';
import { bytes, count, milliseconds, networks, numberOrNone, programNames } from '../value-schemas.ts';

const MB = 1024 * 1024;

export const INCOMING_MAIL = {
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
  smtpUnknownRecipientsPerAddressDay: count(1, 1_000_000)
    .prefault(500)
    .describe('Unknown recipients from one address in a day before it is told to come back later.'),
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
  smtpMessagesPerAddressHour: count(1, 10_000_000)
    .prefault(5000)
    .describe('Messages from one address in an hour before it is told to come back later.'),
  smtpMessagesPerNetworkMinute: count(1, 1_000_000)
    .prefault(1000)
    .describe(
      'Messages from one network, a /24 of IPv4 or a /64 of IPv6, in a minute before it is told to come back later.',
    ),
  smtpMessagesPerNetworkHour: count(1, 10_000_000)
    .prefault(20_000)
    .describe('Messages from one network in an hour before it is told to come back later.'),
  smtpRecipientsPerAddressMinute: count(100, 1_000_000)
    .prefault(3000)
    .describe('Recipients from one address in a minute before it is told to come back later.'),
  smtpRecipientsPerAddressHour: count(100, 10_000_000)
    .prefault(20_000)
    .describe('Recipients from one address in an hour before it is told to come back later.'),
  smtpRecipientsPerNetworkMinute: count(100, 1_000_000)
    .prefault(10_000)
    .describe(
      'Recipients from one network, a /24 of IPv4 or a /64 of IPv6, in a minute before it is told to come back later.',
    ),
  smtpRecipientsPerNetworkHour: count(100, 10_000_000)
    .prefault(60_000)
    .describe('Recipients from one network in an hour before it is told to come back later.'),

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
    .describe('Size of the record of messages above which the oldest of it goes earlier.'),

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
} as const;
