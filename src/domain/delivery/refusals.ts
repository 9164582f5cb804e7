/** Why a recipient or a message is not taken. What a peer is told stands in the transport's own table. */
import { Failure } from '../../base/failure.ts';

export type RecipientRefusal =
  | 'unknown-recipient'
  /** The account is switched off or archived. */
  | 'recipient-disabled'
  /** Nothing more fits now; it may later. */
  | 'recipient-over-quota'
  /** The message is larger than all that the account may ever hold. */
  | 'larger-than-quota'
  /** Another server's address, and the client may not send through this one. */
  | 'relay-denied'
  /** An alias that leads to nobody but itself, to too many, or to nobody. */
  | 'alias-loop'
  | 'alias-too-large'
  | 'alias-empty';

export type MessageRefusal =
  | 'too-many-hops'
  /** It has come through this alias before: it bears its mark. */
  | 'alias-came-back'
  | 'header-too-large'
  /** It begins with a continuation line, and there is no field to continue. */
  | 'header-malformed'
  /** The From or Sender field names an address that is not the user's. MI2 */
  | 'sender-not-owned'
  /** A name beside an address in them shows an address that is not the user's. CVE-2024-49040 */
  | 'name-not-owned'
  /** From is there twice, or is no list of addresses: readers would not agree about who wrote it. */
  | 'from-malformed'
  /** What speaks against it sums up to more than `rejectScore`. */
  | 'score-too-high'
  /** It was brought to where filters give messages back, and no filter was given such a one. */
  | 'not-given-out'
  /** Messages that are arriving take up all the memory that they may. */
  | 'too-busy';

/** The message that was being taken cannot be accepted; nothing of it is kept. */
export class MessageRefused extends Failure {
  readonly reason: MessageRefusal;

  constructor(reason: MessageRefusal) {
    super('invalid', `message refused: ${reason}`);
    this.reason = reason;
  }
}

/** The same, where a policy, a filter or a limit says in its own words what the client hears. */
export class MessageRefusedByRule extends Failure {
  /** What refused it, for the log and the trace. */
  readonly rule: string;
  /** `550` and `5.7.1`; both of the same class, 4 or 5. */
  readonly replyCode: number;
  readonly status: string;
  /** One line for the client. */
  readonly text: string;

  constructor(rule: string, replyCode: number, status: string, text: string) {
    super('invalid', `message refused by ${rule}`);
    this.rule = rule;
    this.replyCode = replyCode;
    this.status = status;
    this.text = text;
  }
}
