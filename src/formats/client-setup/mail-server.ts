/** What a mail program needs to know of one service. The formats of this folder all write lists of these. */

export type SetupProtocol = 'imap' | 'pop3' | 'submission' | 'ldap';

export interface MailServer {
  readonly protocol: SetupProtocol;
  /** A-labels. */
  readonly host: string;
  readonly port: number;
  /** `tls`: from the first octet on, which programs should take where there is both. RFC 8314 section 3 */
  readonly security: 'tls' | 'starttls';
}

/** The servers of one mailbox, and how its owner signs in at all of them: with a password, inside TLS. */
export interface Mailbox {
  /** As the owner writes it. */
  readonly address: string;
  readonly userName: string;
  /** The best first. */
  readonly servers: readonly MailServer[];
}

/** The one that a program should take which takes only one. */
export function bestServer(servers: readonly MailServer[], protocol: SetupProtocol): MailServer | null {
  return servers.find((server) => server.protocol === protocol) ?? null;
}
