/** APPEND: RFC 9051 section 6.3.12; MULTIAPPEND: RFC 3502; literal8: RFC 3516 section 4.4; UTF8: RFC 6855 section 4. */
import { isFailure } from '../../../base/failure.ts';
import type { AppendBatch } from '../../../domain/mailbox/index.ts';
import { type Flags, joinKeywords } from '../../../domain/ports/flags.ts';
import type { AppendResult } from '../../../domain/ports/mailbox-operations.ts';
import { type AppendMessage, ImapSyntaxError, type LiteralHeader } from '../../../wire/imap/command.ts';
import { readLiteralHeader } from '../../../wire/imap/command-assembler.ts';
import { sortFlags } from '../../../wire/imap/flag-list.ts';
import { LIMITS_SIGNED_IN, MAX_APPEND_MESSAGES } from '../../../wire/imap/limits.ts';
import { parseAppendContinuation } from '../../../wire/imap/parse-append.ts';
import { appendUidCode } from '../../../wire/imap/responses.ts';
import type { Connection } from '../../net/connection.ts';
import { replyToFailure } from '../failures.ts';
import { bad, type Handler, no, ok, type Reply, SIGNED_IN } from '../handler.ts';
import { passOverLiterals, toText } from '../read-command.ts';
import { isKeptOtherwise, writeStoredName } from '../stored-name.ts';

const CHUNK_BYTES = 64 * 1024;
/** Of the largest size, this many are read and forgotten after a refusal; who sends more is let go. */
const MAX_DISCARDED_MESSAGES = 2;
/** Waiting that a message may begin with; as long as an SMTP client has. RFC 5321 section 4.5.3.2.5 */
const GRACE_MS = 5 * 60_000;

export const append: Handler<'APPEND'> = {
  states: SIGNED_IN,
  updates: 'when-last',
  async run(session, { mailbox, message }, tag) {
    const taker = new MessageTaker(session.connection, tag, message);
    let batch: AppendBatch | null = null;
    session.connection.limitRate(session.services.settings.get('minDataRateBytesPerSecond'), GRACE_MS);
    try {
      batch = await session.account.startAppend(mailbox);
      for (let next: AppendMessage | null = message; next !== null; ) next = await taker.take(batch, next);
      const appended = await batch.commit();
      if (session.isRev2Enabled && isKeptOtherwise(mailbox)) writeStoredName(session, batch.mailbox, mailbox);
      return completed(appended);
    } catch (error) {
      // What the client sends of this command all the same must be passed over. RFC 7888 section 4
      const maxBytes = MAX_DISCARDED_MESSAGES * session.services.settings.get('maxMessageBytes');
      if (!(await taker.passOver(maxBytes))) session.endWith('Message too large');
      return refusal(error);
    } finally {
      session.connection.limitRate(0);
      await batch?.[Symbol.asyncDispose]();
    }
  },
};

function completed({ uidValidity, entries }: AppendResult): Reply {
  const uids = entries.map(({ uid }) => uid);
  return ok('APPEND completed', appendUidCode(uidValidity, uids));
}

class EmptyMessage extends Error {}

/** Throws what is no refusal. */
function refusal(error: unknown): Reply {
  if (error instanceof EmptyMessage) return no('A message cannot be empty');
  if (error instanceof ImapSyntaxError) return bad(error.message);
  if (!isFailure(error)) throw error;
  return error.code === 'not-found' ? no('No such mailbox', 'TRYCREATE') : replyToFailure(error);
}

class MessageTaker {
  readonly #connection: Connection;
  readonly #tag: string;
  /** Octets of a literal that are still to come, before the next line; null when none are. */
  #owedBytes: number | null = null;
  #count = 0;

  constructor(connection: Connection, tag: string, first: AppendMessage) {
    this.#connection = connection;
    this.#tag = tag;
    this.#expect(first.literal);
  }

  /** Takes one message, and what follows it: the next one, or null. Throws Failure, ImapSyntaxError, ConnectionClosed. */
  async take(batch: AppendBatch, message: AppendMessage): Promise<AppendMessage | null> {
    this.#count += 1;
    if (this.#count > MAX_APPEND_MESSAGES) throw new ImapSyntaxError(this.#tag, 'Too many messages');
    const { sizeBytes, isNonSynchronizing } = message.literal;
    // An empty message gives the whole command up, with NO. RFC 3502 section 6.3.11
    if (sizeBytes === 0) throw new EmptyMessage();
    const receiver = batch.add({ ...this.#flagsOf(message), receivedAt: message.date }, sizeBytes);
    if (!isNonSynchronizing) this.#connection.write('+ Ready for literal data\r\n');
    let remaining = sizeBytes;
    while (remaining > 0) {
      this.#owedBytes = remaining;
      const chunk = await this.#connection.read(Math.min(remaining, CHUNK_BYTES));
      remaining -= chunk.length;
      this.#owedBytes = remaining;
      await receiver.write(chunk);
    }
    await receiver.finish();
    const text = toText(await this.#connection.readLine(LIMITS_SIGNED_IN.lineBytes));
    this.#expect(readLiteralHeader(text));
    return parseAppendContinuation(text, { tag: this.#tag, isAfterUtf8: message.isUtf8 });
  }

  /** Passes over what the client sends of the command all the same. False when that is too much. */
  async passOver(maxBytes: number): Promise<boolean> {
    return this.#owedBytes === null || passOverLiterals(this.#connection, this.#owedBytes, maxBytes);
  }

  /** A synchronizing literal comes only when it is asked for. */
  #expect(literal: LiteralHeader | null): void {
    this.#owedBytes = literal?.isNonSynchronizing === true ? literal.sizeBytes : null;
  }

  #flagsOf(message: AppendMessage): Flags {
    const { bits, keywords, unknown } = sortFlags(message.flags);
    const refused = unknown.find((flag) => flag.toLowerCase() !== '\\recent');
    if (refused !== undefined) throw new ImapSyntaxError(this.#tag, `${refused} cannot be stored`);
    return { system: bits, keywords: joinKeywords(keywords) };
  }
}
