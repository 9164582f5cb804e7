/** What the ports that speak SMTP have apart: mail from other servers, from users, from a local MTA, from filters. */
import type { SmtpVerb } from '../../wire/smtp/command.ts';
import type { Peer } from '../net/connection.ts';

export interface SmtpProfile {
  readonly service: 'smtp' | 'submission' | 'lmtp' | 'reinjection';
  /** In the greeting. RFC 5321 section 4.3.1, RFC 2033 section 4 */
  readonly greeting: 'ESMTP' | 'LMTP';
  /** The command that begins the session; all others of its kind are unknown. */
  readonly hello: readonly SmtpVerb[];
  /** AUTH is offered, where passwords may be taken. */
  readonly hasAuth: boolean;
  /** Mail is taken only from who has signed in, and from the devices of the setting `submissionFrom`. */
  readonly isForUsers: boolean;
  /** DNS lists and the like are asked about the client, unless it is trusted. MI8 */
  readonly looksAtClients: boolean;
  /** Whoever connects may send to other servers: a filter gives back what it was given. */
  readonly isForFilters: boolean;
  /** FUTURERELEASE (RFC 4865), MT-PRIORITY (RFC 6710) and DELIVERBY (RFC 2852): what a sender may ask of the queue. */
  readonly hasTransferWishes: boolean;
  /** One reply for each recipient behind the data. RFC 2033 section 4.2 */
  readonly repliesPerRecipient: boolean;
  /** A client that makes mistakes is slowed down, then let go. */
  readonly limitsErrors: boolean;
  readonly maxRecipients: 'smtpMaxRecipients' | 'submissionMaxRecipients';
  /** Whether this peer is served at all. */
  admits(peer: Peer): boolean;
}

/**
 * Port 25. It takes no passwords: who signs in does so on the submission ports (RFC 6409 section 3.1, RFC 8314 section
 * 3.3), and port 25 is where guessing is tried most.
 */
export const MX_PROFILE: SmtpProfile = {
  service: 'smtp',
  greeting: 'ESMTP',
  hello: ['EHLO', 'HELO'],
  hasAuth: false,
  isForUsers: false,
  looksAtClients: true,
  isForFilters: false,
  hasTransferWishes: false,
  repliesPerRecipient: false,
  limitsErrors: true,
  maxRecipients: 'smtpMaxRecipients',
  admits: () => true,
};

/** Ports 587 and 465: RFC 6409, RFC 8314. */
export const SUBMISSION_PROFILE: SmtpProfile = {
  ...MX_PROFILE,
  service: 'submission',
  hasAuth: true,
  isForUsers: true,
  looksAtClients: false,
  hasTransferWishes: true,
  maxRecipients: 'submissionMaxRecipients',
};

/**
 * Port 10025, on the loopback interface: a content filter gives back what it was given. Nothing is looked at again, or
 * it would go round without end. MI10
 */
export const REINJECTION_PROFILE: SmtpProfile = {
  ...MX_PROFILE,
  service: 'reinjection',
  looksAtClients: false,
  isForFilters: true,
  limitsErrors: false,
  admits: (peer) => peer.isLoopback || peer.isUnixSocket,
};
