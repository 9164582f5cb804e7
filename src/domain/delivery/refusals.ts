/** Why a recipient or a message is not taken. What a peer is told stands in the transport's own table. */
import { Failure } from '../../base/failure.ts';

export type RecipientRefusal =
  | 'unknown-recipient'
  /** The account is switched off. */
  | 'recipient-disabled'
  /** Nothing more fits now; it may later. */
  | 'recipient-over-quota'
  /** The message is larger than all that the account may ever hold. */
  | 'larger-than-quota'
  /** Another server's address, and the client may not send through this one. */
  | 'relay-denied'
  /** Another server's address, among them the remote member of an alias. */
  | 'remote-not-possible'
  /** An alias that leads to nobody but itself, to too many, or to nobody. */
  | 'alias-loop'
  | 'alias-too-large'
  | 'alias-empty';

export type MessageRefusal =
  | 'too-many-hops'
  | 'header-too-large'
  /** The From or Sender field names an address that is not the user's. MI2 */
  | 'sender-not-owned'
  /** From is there twice, or is no list of addresses: readers would not agree about who wrote it. */
  | 'from-malformed';

/** The message that was being taken cannot be accepted; nothing of it is kept. */
export class MessageRefused extends Failure {
  readonly reason: MessageRefusal;

  constructor(reason: MessageRefusal) {
    super('invalid', `message refused: ${reason}`);
    this.reason = reason;
  }
}
