/**
 * One message between the connection and the domain. Whatever is wrong with it, it is read to its end, so that the
 * rest of it is never taken for commands, and refused there; what was kept of it is given up at once.
 */
import { isFailure } from '../../base/failure.ts';
import type { IncomingMail, MessageNames } from '../../domain/delivery/incoming-mail.ts';
import { MessageRefused, MessageRefusedByRule } from '../../domain/delivery/refusals.ts';
import { formatMailAddress } from '../../formats/address/mail-address.ts';
import { type Reply, reply } from '../../wire/smtp/reply.ts';
import { describeEnvelope } from './describe-envelope.ts';
import {
  CLIENT_GONE,
  FAILURE_REPLIES,
  INTERNAL_ERROR,
  MESSAGE_REPLIES,
  MESSAGE_TOO_LARGE,
  RECIPIENT_REPLIES,
  ruleReply,
  SIGNED_OUT,
  withQueueId,
} from './replies.ts';
import type { SmtpSession } from './session.ts';
import type { Transaction } from './transaction.ts';

/** How many times the largest message is read, once it is too large, before the client is let go. */
const MOST_EXCESS = 2;

export class MessageIntake implements AsyncDisposable {
  readonly #session: SmtpSession;
  readonly #transaction: Transaction;
  readonly #maxBytes: number;
  /** Null when there is nothing to give the content to: the message is refused. */
  #mail: IncomingMail | null = null;
  readonly #queueId: string;
  #refusal: Reply | null = null;
  /** Of what came of a message that is refused. */
  #names: MessageNames = { messageId: null, subject: null };
  /** Octets as they came, refused ones as well. */
  #taken = 0;
  #sizeBytes = 0;

  private constructor(session: SmtpSession, transaction: Transaction) {
    this.#session = session;
    this.#transaction = transaction;
    this.#maxBytes = session.settings.get('maxMessageBytes');
    this.#queueId = transaction.queueId ?? session.receiving.nextQueueId();
  }

  /** Has a refusal at once where nothing can be taken now. */
  static async open(session: SmtpSession, transaction: Transaction): Promise<MessageIntake> {
    const intake = new MessageIntake(session, transaction);
    const { receiving, connection } = session;
    try {
      const envelope = describeEnvelope(session, transaction);
      intake.#mail = await receiving.begin(envelope, connection.log, connection.signal, intake.#queueId);
    } catch (error) {
      await intake.#fail(error);
    }
    return intake;
  }

  /** What the client will hear, when that is known already and no good. */
  get refusal(): Reply | null {
    return this.#refusal;
  }

  /**
   * Takes content. A promise means: wait for it before the next. Never fails because of the message.
   * @param wireBytes what it took on the wire, which is what bounds a refused one.
   */
  write(content: Uint8Array, wireBytes: number): Promise<void> | undefined {
    this.#taken += wireBytes;
    if (this.#taken > this.#maxBytes * MOST_EXCESS) throw new EndlessMessage();
    if (this.#mail === null || content.length === 0) return undefined;
    this.#sizeBytes += content.length;
    if (this.#sizeBytes > this.#maxBytes) return this.refuse(MESSAGE_TOO_LARGE);
    try {
      return this.#mail.write(content)?.catch((error: unknown) => this.#fail(error));
    } catch (error) {
      return this.#fail(error);
    }
  }

  /** The first reason given is the one that the client hears. */
  async refuse(refusal: Reply): Promise<void> {
    this.#refusal ??= refusal;
    await this[Symbol.asyncDispose]();
  }

  /** Files the message and ends the transaction. Writes the replies of LMTP itself, and then returns null. */
  async finish(): Promise<Reply | null> {
    const { recipients } = this.#transaction;
    if (this.#session.isDismissed) await this.refuse(SIGNED_OUT);
    const replies = await this.#file();
    this.#session.transaction = null;
    if (!this.#session.profile.repliesPerRecipient) return replies[0] ?? INTERNAL_ERROR;
    this.#session.connection.write(recipients.map((_, index) => (replies[index] ?? INTERNAL_ERROR).text).join(''));
    return null;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const mail = this.#mail;
    this.#mail = null;
    if (mail === null) return;
    this.#names = mail.names;
    await mail[Symbol.asyncDispose]();
  }

  /** A reply for each recipient. */
  async #file(): Promise<readonly Reply[]> {
    const { recipients } = this.#transaction;
    const mail = this.#mail;
    if (mail !== null) {
      try {
        const { isFiled } = await this.#finishWaitedFor(mail);
        this.#session.errors.forgive();
        const accepted = reply(250, '2.0.0', `Ok: queued as ${mail.queueId}`);
        // Over SMTP there is one reply: it is positive when anybody got the message.
        if (!this.#session.profile.repliesPerRecipient) {
          return [isFiled.includes(true) ? accepted : RECIPIENT_REPLIES['unknown-recipient']];
        }
        return isFiled.map((filed) => (filed ? accepted : RECIPIENT_REPLIES['unknown-recipient']));
      } catch (error) {
        await this.#fail(error);
      }
    }
    const refusal = withQueueId(this.#refusal ?? INTERNAL_ERROR, this.#queueId);
    this.#tellRefused(refusal);
    return recipients.map(() => refusal);
  }

  /** Checks and filters take their time: a client that does not wait for them will send it again. */
  async #finishWaitedFor(mail: IncomingMail): ReturnType<IncomingMail['finish']> {
    const { connection } = this.#session;
    connection.setIsWaitedFor(true);
    try {
      return await mail.finish();
    } finally {
      connection.setIsWaitedFor(false);
    }
  }

  #tellRefused({ code, text }: Reply): void {
    const { connection, receiving } = this.#session;
    const { recipients } = this.#transaction;
    const { from } = this.#transaction.mail;
    const reason = text.trimEnd();
    connection.log.info({ queueId: this.#queueId, reply: reason }, 'message refused');
    receiving.refused(
      this.#queueId,
      {
        client: connection.peer.address,
        from: from === null ? '' : formatMailAddress(from),
        recipient: null,
        code,
        reason,
      },
      { recipients: recipients.map(({ address }) => address), ...this.#names },
    );
  }

  async #fail(error: unknown): Promise<void> {
    if (error instanceof MessageRefused) return this.refuse(MESSAGE_REPLIES[error.reason]);
    if (error instanceof MessageRefusedByRule) return this.refuse(ruleReply(error));
    const { log, signal } = this.#session.connection;
    if (signal.aborted) {
      log.info({ queueId: this.#queueId }, 'client has gone before its message was looked at');
      return this.refuse(CLIENT_GONE);
    }
    if (!isFailure(error)) {
      log.error({ queueId: this.#queueId, error }, 'receiving a message failed');
      return this.refuse(INTERNAL_ERROR);
    }
    log.warn({ queueId: this.#queueId, code: error.code, error }, 'receiving a message failed');
    return this.refuse(FAILURE_REPLIES[error.code]);
  }
}

/** The client goes on sending a message that was too large long ago. */
export class EndlessMessage extends Error {
  override readonly name = 'EndlessMessage';
}
