/** Mail to other servers: retries, notices, limits on what one user sends. */
import { z } from 'zod';
import { bytes, count, milliseconds } from '../value-schemas.ts';

const MB = 1024 * 1024;

export const OUTGOING_MAIL = {
  queueFirstRetryMs: milliseconds('10s', '6h')
    .prefault('5m')
    .describe('Time after which mail is tried again that could not be delivered; doubled each time.'),
  queueLongestRetryMs: milliseconds('10s', '1d').prefault('1h').describe('The longest time between two attempts.'),
  queueLifetimeMs: milliseconds('1h', '30d')
    .prefault('5d')
    .describe('How long mail is tried before its sender gets it back. RFC 5321 section 4.5.4.1 asks for 4 to 5 days.'),
  noticeLifetimeMs: milliseconds('1h', '30d')
    .prefault('2d')
    .describe('How long notices about delivery and other mail without a sender are tried.'),
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
  outboundMessagesPerDay: count(1, 10_000_000)
    .prefault(3000)
    .describe('Messages to other servers that one user may send in a day.'),
  outboundRecipientsPerHour: count(1, 10_000_000)
    .prefault(2000)
    .describe('Recipients on other servers that one user may write to in an hour.'),
  outboundRecipientsPerDay: count(1, 100_000_000)
    .prefault(10_000)
    .describe('Recipients on other servers that one user may write to in a day.'),
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
