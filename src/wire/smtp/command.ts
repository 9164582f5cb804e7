/** SMTP and LMTP commands as the parser yields them. RFC 5321 section 4.1.1, RFC 2033 section 4 */
import type { MailAddress } from '../../formats/address/mail-address.ts';

export interface HelloCommand {
  readonly verb: 'EHLO' | 'HELO' | 'LHLO';
  /** What the client calls itself: printable ASCII, not checked against anything. */
  readonly name: string;
}

/** When a message may be released at the earliest: RFC 4865 section 3. */
export type HoldRequest =
  | { readonly kind: 'for'; readonly seconds: number }
  | { readonly kind: 'until'; readonly atMs: number };

/** RFC 2852 section 4: within so many seconds, which may be over already. */
export interface DeliverByRequest {
  readonly seconds: number;
  readonly mode: 'notify' | 'return';
  readonly isTraced: boolean;
}

/** RFC 5321 section 4.1.1.2, with the parameters of RFC 1870, 6152, 3030, 6531, 3461, 4865, 6710, 2852 and 8689. */
export interface MailCommand {
  readonly verb: 'MAIL';
  /** Null is the null reverse-path. */
  readonly from: MailAddress | null;
  /** The path was written with characters beyond ASCII. */
  readonly isInternational: boolean;
  readonly sizeBytes: number | null;
  readonly body: '7bit' | '8bitmime' | 'binarymime';
  readonly smtpUtf8: boolean;
  readonly returnContent: 'full' | 'headers' | null;
  readonly envelopeId: string | null;
  /** HOLDFOR or HOLDUNTIL. */
  readonly hold: HoldRequest | null;
  /** MT-PRIORITY, −9 to 9. */
  readonly priority: number | null;
  /** BY */
  readonly deliverBy: DeliverByRequest | null;
  readonly requiresTls: boolean;
}

/** RFC 5321 section 4.1.1.3, with the parameters of RFC 3461. */
export interface RcptCommand {
  readonly verb: 'RCPT';
  /** `postmaster` is the one name that needs no domain. RFC 5321 section 4.5.1 */
  readonly to: MailAddress | 'postmaster';
  readonly isInternational: boolean;
  /** Null where nothing was said; an empty list means NEVER. */
  readonly notify: readonly ('success' | 'failure' | 'delay')[] | null;
  /** `addr-type;address`, decoded. */
  readonly originalRecipient: string | null;
}

/** RFC 3030 section 2: so many octets follow the command line, whatever the reply will be. */
export interface BdatCommand {
  readonly verb: 'BDAT';
  readonly sizeBytes: number;
  readonly isLast: boolean;
}

/** RFC 4954 section 4 */
export interface AuthCommand {
  readonly verb: 'AUTH';
  /** Upper case. */
  readonly mechanism: string;
  /** As sent: base64 or `=`; null when there was none. */
  readonly initialResponse: string | null;
}

export interface PlainCommand {
  readonly verb: 'DATA' | 'RSET' | 'QUIT' | 'STARTTLS' | 'NOOP' | 'HELP' | 'VRFY' | 'EXPN' | 'ETRN';
}

export type SmtpCommand = HelloCommand | MailCommand | RcptCommand | BdatCommand | AuthCommand | PlainCommand;
export type SmtpVerb = SmtpCommand['verb'];
