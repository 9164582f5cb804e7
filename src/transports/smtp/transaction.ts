/** One mail transaction: from MAIL to the end of the data. RFC 5321 section 3.3 */
import type { EnvelopeRecipient } from '../../domain/delivery/envelope.ts';
import type { TransferWishes } from '../../domain/ports/kept-envelope.ts';
import type { MailCommand } from '../../wire/smtp/command.ts';
import type { ChunkedBody } from './chunked-body.ts';

export interface Transaction {
  readonly mail: MailCommand;
  readonly wishes: TransferWishes;
  /** As accepted, in order; one addressed twice is there twice. RFC 2033 section 4.2 */
  readonly recipients: EnvelopeRecipient[];
  /** Null until the first BDAT. */
  chunks: ChunkedBody | null;
  /** Given out when a recipient is refused, so that the trace knows of it. */
  queueId: string | null;
}
