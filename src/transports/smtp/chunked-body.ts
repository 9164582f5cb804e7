/** A message that comes in chunks: RFC 3030. */
import { TextChecker } from '../../wire/smtp/text-checker.ts';
import type { Connection } from '../net/connection.ts';
import type { MessageIntake } from './message-intake.ts';
import { TEXT_REPLIES } from './replies.ts';

const READ_BYTES = 256 * 1024;

export class ChunkedBody implements AsyncDisposable {
  readonly intake: MessageIntake;
  /** Null for BINARYMIME, which may hold any octets. */
  readonly #checker: TextChecker | null;

  constructor(intake: MessageIntake, isBinary: boolean) {
    this.intake = intake;
    this.#checker = isBinary ? null : new TextChecker();
  }

  /** Takes exactly the octets that BDAT announced. */
  async take(connection: Connection, sizeBytes: number, isLast: boolean): Promise<void> {
    for (let left = sizeBytes; left > 0; ) {
      const bytes = await connection.read(Math.min(left, READ_BYTES));
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
    await this.intake[Symbol.asyncDispose]();
  }

  async #judge(): Promise<void> {
    const fault = this.#checker?.fault ?? null;
    if (fault !== null) await this.intake.refuse(TEXT_REPLIES[fault]);
  }
}
