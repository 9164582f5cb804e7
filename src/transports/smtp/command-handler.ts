/** What a command of SMTP is to the session. */
import type { SmtpCommand, SmtpVerb } from '../../wire/smtp/command.ts';
import type { Reply } from '../../wire/smtp/reply.ts';
import type { SmtpSession } from './session.ts';

export interface CommandHandler<C extends SmtpCommand> {
  /** The client must have said hello. RFC 5321 section 4.1.4 */
  readonly needsHello: boolean;
  /**
   * Nothing may be sent behind it before its reply has come: RFC 2920 section 3.1, RFC 3207 section 4, RFC 4954 section
   * 4. Where something is, client and server no longer agree about what is a command.
   */
  readonly endsGroup: boolean;
  /** Null: everything has been said. */
  run(session: SmtpSession, command: C): Reply | null | Promise<Reply | null>;
}

export type CommandOf<V extends SmtpVerb> = Extract<SmtpCommand, { readonly verb: V }>;
