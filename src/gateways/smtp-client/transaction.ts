/**
 * One message to some recipients over a session that is there. RFC 5321 section 3.3, RFC 2920 section 3.1,
 * RFC 3030 section 2
 */
import { isFailure } from '../../base/failure.ts';
import { CUT_OFF_STATUS } from '../../domain/ports/mail-sender.ts';
import { bdatCommand, PLAIN_COMMANDS } from '../../wire/smtp/client-command.ts';
import { DataEncoder } from '../../wire/smtp/data-encoder.ts';
import type { ServerReply } from '../../wire/smtp/server-reply.ts';
import { SENDER_LIMITS, type SmtpTimeouts } from './sender-options.ts';
import { isSmtpProblem, SmtpProblem } from './smtp-problem.ts';
import type { SmtpSession } from './smtp-session.ts';
import type { TransportForm } from './transport-form.ts';
import {
  failedVerdict,
  isThrottling,
  isTooManyRecipients,
  type Stage,
  type Verdict,
  verdictOfProblem,
  verdictOfReply,
} from './verdict.ts';

export interface TransactionResult {
  /** In the order of the recipients; null for those that belong into another transaction. */
  readonly verdicts: readonly (Verdict | null)[];
  readonly isThrottled: boolean;
  /** The message was sent whole, and nobody said what became of it: to send it elsewhere may double it. */
  readonly mayBeTaken: boolean;
  /** Place of the recipient whose command was never answered, because the session was lost there; null where none. */
  readonly lostAt: number | null;
}

/** The server had closed the connection before it saw anything of the message. */
export class StaleSession extends Error {}

/**
 * @param mail with its line end, as the `rcpts`.
 *
 * Throws StaleSession for a session that was used before; rejects with the reason of the signal.
 */
export async function runTransaction(
  session: SmtpSession,
  mail: string,
  rcpts: readonly string[],
  form: TransportForm,
  timeouts: SmtpTimeouts,
): Promise<TransactionResult> {
  return await new Transaction(session, form, timeouts).run(mail, rcpts);
}

class Transaction {
  readonly #session: SmtpSession;
  readonly #form: TransportForm;
  readonly #timeouts: SmtpTimeouts;
  #repliesSeen = 0;
  #isSentWhole = false;
  #isThrottled = false;
  /** The recipient whose reply is due. */
  #awaited: number | null = null;
  /** The last words of a server that ends the session. */
  #farewell: ServerReply | null = null;

  constructor(session: SmtpSession, form: TransportForm, timeouts: SmtpTimeouts) {
    this.#session = session;
    this.#form = form;
    this.#timeouts = timeouts;
  }

  async run(mail: string, rcpts: readonly string[]): Promise<TransactionResult> {
    const verdicts: (Verdict | null | undefined)[] = rcpts.map(() => undefined);
    let mayBeTaken = false;
    let lostAt: number | null = null;
    try {
      await this.#transact(mail, rcpts, verdicts);
    } catch (error) {
      await this.#hearLastWords(error);
      const problem = this.#problemOf(error);
      mayBeTaken = this.#isSentWhole && this.#farewell === null;
      const verdict = problem instanceof SmtpProblem ? verdictOfProblem(problem) : problem;
      if (problem instanceof SmtpProblem && this.#awaited !== null) {
        lostAt = this.#awaited;
        verdicts[lostAt] = { ...verdict, status: CUT_OFF_STATUS };
      }
      // The others had nothing to do with it: where nothing of the message can have been taken, they are tried again.
      const ofOthers = lostAt === null || mayBeTaken ? verdict : PENDING;
      for (const index of verdicts.keys()) if (isOpen(verdicts[index])) verdicts[index] = ofOthers;
    }
    return {
      verdicts: verdicts.map((verdict) => (verdict === PENDING ? null : (verdict ?? null))),
      isThrottled: this.#isThrottled,
      mayBeTaken,
      lostAt,
    };
  }

  async #transact(mail: string, rcpts: readonly string[], verdicts: (Verdict | null | undefined)[]): Promise<void> {
    const { extensions } = this.#session;
    const small = extensions.chunking ? this.#form.bytes : null;
    const opening = this.#session.needsReset ? [PLAIN_COMMANDS.rset, mail] : [mail];
    this.#session.needsReset = true;
    const last = extensions.chunking ? [] : [PLAIN_COMMANDS.data];
    if (extensions.pipelining) {
      // Everything that needs no answer in between, in one packet where it fits.
      const body = small === null ? [] : [bdatCommand(small.length, true), small];
      await this.#send([...opening, ...rcpts, ...last, ...body], this.#timeouts.block);
      this.#isSentWhole = small !== null;
    }
    const ask = async (command: string, stage: Stage): Promise<ServerReply> => {
      if (!extensions.pipelining) await this.#send([command], this.#timeouts.block);
      return await this.#reply(stage);
    };
    if (opening.length > 1) await ask(PLAIN_COMMANDS.rset, 'mail');
    const sender = await ask(mail, 'mail');
    const isSenderTaken = isPositive(sender);
    if (!isSenderTaken && !extensions.pipelining) return settleAll(verdicts, verdictOfReply(sender));
    const tooMany = new Map<number, Verdict>();
    for (const [index, rcpt] of rcpts.entries()) {
      this.#awaited = index;
      const reply = await ask(rcpt, 'rcpt');
      this.#awaited = null;
      if (isPositive(reply)) continue;
      const verdict = verdictOfReply(reply);
      if (isTooManyRecipients(reply)) tooMany.set(index, { ...verdict, outcome: 'deferred' });
      verdicts[index] = isTooManyRecipients(reply) ? PENDING : verdict;
    }
    if (!isSenderTaken) settleAll(verdicts, verdictOfReply(sender), true);
    const hasTaken = isSenderTaken && verdicts.includes(undefined);
    // The first of too many is simply refused.
    if (!hasTaken) for (const [index, verdict] of tooMany) if (verdicts[index] === PENDING) verdicts[index] = verdict;
    if (!hasTaken && !extensions.pipelining) return;
    const final = extensions.chunking ? await this.#sendChunks(small, hasTaken) : await this.#sendData(ask, hasTaken);
    if (final === null || !hasTaken) return;
    settleAll(verdicts, verdictOfReply(final));
    if (isPositive(final)) this.#session.needsReset = false;
  }

  /** DATA, whose reply is due; the message where it is wanted. RFC 5321 section 4.1.1.4 */
  async #sendData(
    ask: (command: string, stage: Stage) => Promise<ServerReply>,
    isWanted: boolean,
  ): Promise<ServerReply | null> {
    const go = await ask(PLAIN_COMMANDS.data, 'data');
    if (go.code !== GO_ON) {
      if (isPositive(go)) throw new SmtpProblem('4.5.0', 'the server answers DATA in a way of its own', { reply: go });
      return go;
    }
    const encoder = new DataEncoder();
    // One chunk behind, so that the last one and the end are one packet.
    let pieces: Uint8Array[] = [];
    // A server that took no recipient and wants the message all the same gets an empty one. RFC 2920 section 3.1
    if (isWanted) {
      for await (const chunk of this.#form.open()) {
        await this.#send(pieces, this.#timeouts.block);
        pieces = encoder.encode(chunk);
      }
    }
    await this.#send([...pieces, encoder.finish()], this.#timeouts.block);
    this.#isSentWhole = isWanted;
    return await this.#reply('end');
  }

  /** BDAT. RFC 3030 section 2 */
  async #sendChunks(small: Buffer | null, isWanted: boolean): Promise<ServerReply | null> {
    if (small !== null) {
      if (!this.#session.extensions.pipelining) {
        await this.#send([bdatCommand(small.length, true), small], this.#timeouts.block);
        this.#isSentWhole = true;
      }
      return await this.#reply('end');
    }
    if (!isWanted) return null;
    let outstanding = 0;
    for await (const { bytes, isLast } of inChunks(this.#form.open())) {
      await this.#send([bdatCommand(bytes.length, isLast), bytes], this.#timeouts.block);
      outstanding += 1;
      this.#isSentWhole = isLast;
      const ahead = this.#session.extensions.pipelining && !isLast ? SENDER_LIMITS.chunksAhead : 1;
      while (outstanding >= ahead) {
        const reply = await this.#reply('end');
        outstanding -= 1;
        if (!isPositive(reply)) {
          // The chunks that were sent ahead are answered, too.
          for (; outstanding > 0; outstanding--) await this.#reply('end');
          return reply;
        }
        if (isLast && outstanding === 0) return reply;
      }
    }
    return null;
  }

  async #reply(stage: Stage): Promise<ServerReply> {
    const reply = await this.#session.socket.reply(this.#timeouts[TIMEOUT_OF[stage]]);
    this.#repliesSeen += 1;
    if (isThrottling(reply, stage)) this.#isThrottled = true;
    if (reply.code === 421) {
      this.#farewell = reply;
      throw new SmtpProblem('4.3.2', 'the server ends the session', { reply });
    }
    return reply;
  }

  async #send(parts: readonly (string | Uint8Array)[], timeoutMs: number): Promise<void> {
    if (parts.length === 0) return;
    const bytes = parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part));
    const waiting = this.#session.socket.write(bytes.length === 1 ? bytes[0] : Buffer.concat(bytes), timeoutMs);
    if (waiting !== undefined) await waiting;
  }

  /** A server that refuses in the middle of a message says why, and closes: the writer sees only the second. */
  async #hearLastWords(error: unknown): Promise<void> {
    if (!isSmtpProblem(error) || error.reply !== null) return;
    try {
      for (;;) {
        const reply = await this.#session.socket.reply(this.#timeouts.quit);
        if (reply.code >= 400) this.#farewell = reply;
      }
    } catch {
      // There are no more: what is wrong with the connection is known.
    }
  }

  /** Whatever went wrong, the session is over; the words of the server count more than the broken connection. */
  #problemOf(error: unknown): SmtpProblem | Verdict {
    const { socket, messages } = this.#session;
    if (isSmtpProblem(error)) {
      const isClosed = error.status === '4.4.2' && error.reply === null;
      if (messages > 0 && this.#repliesSeen === 0 && isClosed && !isTimeout(error)) throw new StaleSession();
    }
    socket.destroy();
    if (this.#farewell !== null) return verdictOfReply(this.#farewell);
    if (isSmtpProblem(error)) return error;
    if (isFailure(error, 'invalid')) return failedVerdict('5.6.0', error.message);
    if (isFailure(error))
      return { outcome: 'deferred', code: null, status: '4.3.0', text: 'the message could not be read' };
    throw error;
  }
}

const GO_ON = 354;
/** Put into the list of verdicts for a recipient that belongs into the next transaction. */
const PENDING: Verdict = { outcome: 'deferred', code: null, status: '4.5.3', text: '' };

const TIMEOUT_OF = {
  greeting: 'greeting',
  mail: 'mail',
  rcpt: 'rcpt',
  data: 'data',
  end: 'end',
} as const satisfies Record<Stage, keyof SmtpTimeouts>;

function isPositive({ code }: ServerReply): boolean {
  return code >= 200 && code < 300;
}

function isOpen(verdict: Verdict | null | undefined): boolean {
  return verdict === undefined || verdict === PENDING;
}

function isTimeout(problem: SmtpProblem): boolean {
  return problem.message === 'no reply in time';
}

/** @param all also those that were refused one by one: the sender was, and that is why. */
function settleAll(verdicts: (Verdict | null | undefined)[], verdict: Verdict, all = false): void {
  for (const index of verdicts.keys()) if (all || verdicts[index] === undefined) verdicts[index] = verdict;
}

/** A stream in pieces of a useful size; the last one is marked, and may be empty. */
async function* inChunks(source: AsyncIterable<Uint8Array>): AsyncGenerator<{ bytes: Uint8Array; isLast: boolean }> {
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  for await (const chunk of source) {
    held.push(chunk);
    heldBytes += chunk.length;
    if (heldBytes < SENDER_LIMITS.chunkBytes) continue;
    yield { bytes: Buffer.concat(held), isLast: false };
    held = [];
    heldBytes = 0;
  }
  yield { bytes: Buffer.concat(held), isLast: true };
}
