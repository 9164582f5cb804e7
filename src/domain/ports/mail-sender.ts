/** Handing a message to another server: gateways/smtp-client implements it, domain/queue calls it. */
import type { AttemptSummary, OutgoingRecipient, QueuedMessage } from './queue.ts';

export type TlsWish =
  /** In the clear, also where TLS is offered. */
  | 'none'
  /** TLS where it is offered; DANE and MTA-STS where the destination publishes them. */
  | 'opportunistic'
  /** STARTTLS with a certificate that is valid for the host. */
  | 'required'
  /** TLS from the first byte, with a valid certificate. RFC 8314 */
  | 'implicit';

/** Where the mail for a lane is taken. */
export type Route =
  /** To the hosts that the domain's MX records name, or the domain itself. RFC 5321 section 5.1 */
  | { readonly kind: 'mx'; readonly domain: string }
  | {
      readonly kind: 'host';
      /** Name or literal address. */
      readonly host: string;
      readonly port: number;
      readonly tls: TlsWish;
      readonly credentials: { readonly userName: string; readonly password: string } | null;
    };

export interface Transmission {
  readonly route: Route;
  readonly message: Omit<QueuedMessage, 'recipients'>;
  /** At least one; those of one lane. */
  readonly recipients: readonly OutgoingRecipient[];
  /**
   * Head and content, line ends CR LF; may be called again for another host or a conversion.
   *
   * @param head in place of that of the message.
   */
  readonly open: (head?: string) => AsyncIterable<Uint8Array>;
}

/**
 * Of a recipient at whose command the other server broke off without a word: `other address status`. The next time it is
 * tried by itself, so that it keeps it from nobody else. RFC 3463 section 3.2
 */
export const CUT_OFF_STATUS = '4.1.0';

export type RecipientOutcome = 'delivered' | 'deferred' | 'failed';

export interface RecipientReport extends AttemptSummary {
  readonly outcome: RecipientOutcome;
  /** `SMTP` code of the reply; null where none was given. */
  readonly code: number | null;
  /** The next server takes part in DSN: it tells the sender of success itself. RFC 3461 section 5.2.1 */
  readonly isDsnRelayed: boolean;
}

export interface TransmissionReport {
  /** In the order of the recipients. */
  readonly recipients: readonly RecipientReport[];
  /**
   * Of the destination as a whole: `ok` where a session came to the message; `unreachable` where no host could be
   * spoken to; `throttled` where one said that it is too busy or sees too many connections (421, 450 4.7.x, 452 at
   * connect or MAIL). The lane's number of connections follows it.
   */
  readonly destination: 'ok' | 'unreachable' | 'throttled';
  /** `TLSv1.3, verified by DANE`; null in the clear. For the trace. */
  readonly tls: string | null;
  readonly durationMs: number;
}

/** Keeps connections open between messages of one route for a short while. */
export interface MailSender extends AsyncDisposable {
  /**
   * Tries once: every host of the route in its order until one takes the message or refuses it for good. Never rejects
   * for what the network or the other server does; rejects with the signal's reason when it is aborted, and then the
   * message may or may not have been taken.
   */
  send(transmission: Transmission, signal: AbortSignal): Promise<TransmissionReport>;
}
