/** What the ports that speak SMTP have apart: mail from other servers, mail from users, mail from a local MTA. */
import type { SmtpVerb } from '../../wire/smtp/command.ts';
import type { Peer } from '../net/connection.ts';

export interface SmtpProfile {
  readonly service: 'smtp' | 'submission' | 'lmtp';
  /** In the greeting. RFC 5321 section 4.3.1, RFC 2033 section 4 */
  readonly greeting: 'ESMTP' | 'LMTP';
  /** The command that begins the session; all others of its kind are unknown. */
  readonly hello: readonly SmtpVerb[];
  /** AUTH is offered, where passwords may be taken. */
  readonly hasAuth: boolean;
  /** Mail is taken only from who has signed in, and from the devices of the setting `submissionFrom`. */
  readonly isForUsers: boolean;
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
  maxRecipients: 'submissionMaxRecipients',
};
