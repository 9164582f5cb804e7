/** Commands and replies, one after the other. What is no SMTP is Failure `unavailable`. */
import { Failure, isFailure } from '../../base/failure.ts';
import { ReplyReader, type ServerReply } from '../../wire/smtp/server-reply.ts';
import type { FilterConnection } from '../filter-connection/filter-connection.ts';

export class SmtpConversation {
  readonly #connection: FilterConnection;
  readonly #replies = new ReplyReader();

  constructor(connection: FilterConnection) {
    this.#connection = connection;
  }

  /** Something was said that nobody has read yet, or the other side has hung up. */
  get hasInput(): boolean {
    return this.#replies.hasRest || this.#connection.hasInput;
  }

  async say(text: string | Uint8Array): Promise<void> {
    await this.#connection.write(typeof text === 'string' ? Buffer.from(text) : text);
  }

  /** A reply that is there before the command would be taken for the one to it. */
  async ask(command: string): Promise<ServerReply> {
    if (this.#replies.hasRest) throw new Failure('unavailable', 'the filter talks out of turn');
    await this.say(command);
    return await this.readReply();
  }

  async readReply(): Promise<ServerReply> {
    for (;;) {
      const reply = this.#take();
      if (reply !== null) return reply;
      const chunk = await this.#connection.read();
      if (chunk === null) throw new Failure('unavailable', 'the filter hung up');
      this.#replies.push(chunk);
    }
  }

  #take(): ServerReply | null {
    try {
      return this.#replies.take();
    } catch (error) {
      if (isFailure(error)) throw new Failure('unavailable', error.message, { cause: error });
      throw error;
    }
  }
}
