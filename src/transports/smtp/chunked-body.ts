/** A message that comes in chunks: RFC 3030. */
import { TextChecker } from '../../wire/smtp/text-checker.ts';
import type { Connection } from '../net/connection.ts';
import type { MessageIntake } from './message-intake.ts';
import { TEXT_REPLIES } from './replies.ts';
import type { SmtpSession } from './session.ts';

const READ_BYTES = 256 * 1024;

/**
 * From the first chunk to the end of the transaction the message must come at the least rate: what goes by between two
 * chunks counts, or a client could hold for good what has come so far.
 */
export class ChunkedBody implements AsyncDisposable {
  readonly intake: MessageIntake;
  readonly #connection: Connection;
  /** Null for BINARYMIME, which may hold any octets. */
  readonly #checker: TextChecker | null;

  constructor({ connection, settings }: SmtpSession, intake: MessageIntake, isBinary: boolean) {
    this.#connection = connection;
    this.intake = intake;
    this.#checker = isBinary ? null : new TextChecker();
    connection.limitRate(settings.get('minDataRateBytesPerSecond'));
  }

  /** Takes exactly the octets that BDAT announced. */
  async take(sizeBytes: number, isLast: boolean): Promise<void> {
    for (let left = sizeBytes; left > 0; ) {
      const bytes = await this.#connection.read(Math.min(left, READ_BYTES));
      left -= bytes.length;
      this.#checker?.push(bytes);
      await this.#judge();
      const waiting = this.intake.write(bytes, bytes.length);
      if (waiting !== undefined) await waiting;
    }
    if (isLast) this.#checker?.finish();
    await this.#judge();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#connection.limitRate(0);
    await this.intake[Symbol.asyncDispose]();
  }

  async #judge(): Promise<void> {
    const fault = this.#checker?.fault ?? null;
    if (fault !== null) await this.intake.refuse(TEXT_REPLIES[fault]);
  }
}
