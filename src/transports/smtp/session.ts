/**
 * One SMTP or LMTP session: RFC 5321, RFC 2033.
 *
 * Invariants: a line is a command only while no message is being read; a positive reply behind the data is written only
 * after the domain said that the message is on stable storage; nothing that came in the clear is known inside TLS; when
 * client and server may disagree about where a command begins, the session ends.
 */
import { isFailure } from '../../base/failure.ts';
import type { Principal } from '../../domain/access/principal.ts';
import type { Receiving } from '../../domain/delivery/receiving.ts';
import type { ClientLook } from '../../domain/reputation/client-reputation.ts';
import type { Settings } from '../../domain/settings/settings.ts';
import type { SmtpCommand } from '../../wire/smtp/command.ts';
import { SMTP_LIMITS } from '../../wire/smtp/limits.ts';
import { isForeignProtocol, parseCommand } from '../../wire/smtp/parse-command.ts';
import { type Reply, reply } from '../../wire/smtp/reply.ts';
import { CommandSyntaxError } from '../../wire/smtp/syntax-error.ts';
import type { SaslService } from '../auth/sasl-service.ts';
import { type Connection, ConnectionClosed } from '../net/connection.ts';
import { handlerOf } from './command-table.ts';
import { ErrorBudget, SLOW_REPLY_MS } from './error-budget.ts';
import { isJunk } from './is-junk.ts';
import { EndlessMessage } from './message-intake.ts';
import type { SmtpProfile } from './profile.ts';
import { FAILURE_REPLIES, HELLO_FIRST, LINE_TOO_LONG, SIGNED_OUT, SYNTAX_REPLIES } from './replies.ts';
import type { SmtpDeps } from './service.ts';
import type { Transaction } from './transaction.ts';

/** Of a line that is too long, before the client is let go. */
const MOST_SKIPPED_BYTES = 64 * 1024;

export class SmtpSession {
  readonly connection: Connection;
  readonly profile: SmtpProfile;
  readonly deps: SmtpDeps;
  readonly settings: Settings;
  readonly receiving: Receiving;
  readonly sasl: SaslService;
  readonly hostname: string;
  readonly errors: ErrorBudget;
  /** What the client said in EHLO, HELO or LHLO. */
  client: { readonly name: string; readonly isExtended: boolean } | null = null;
  #principal: Principal | null = null;
  #endWatch: () => void = () => {};
  transaction: Transaction | null = null;
  /** Null where the client is not looked at. */
  readonly look: ClientLook | null;
  /** The reply to the present command is the last. */
  isEnding = false;
  /** Who signed in may not go on: what he proved it with is no longer valid. */
  #isDismissed = false;
  #isBetweenCommands = false;

  constructor(connection: Connection, profile: SmtpProfile, deps: SmtpDeps) {
    this.connection = connection;
    this.profile = profile;
    this.deps = deps;
    this.settings = deps.settings;
    this.receiving = deps.receiving;
    this.sasl = deps.sasl;
    this.hostname = deps.hostname;
    this.errors = new ErrorBudget(deps.settings);
    this.look = this.#openLook();
  }

  /** Who has signed in. */
  get principal(): Principal | null {
    return this.#principal;
  }

  /** Nothing more is taken from this client. */
  get isDismissed(): boolean {
    return this.#isDismissed;
  }

  signIn(principal: Principal): void {
    this.signOut();
    this.#principal = principal;
    this.#endWatch = this.deps.watch(principal, () => this.#dismiss());
  }

  signOut(): void {
    this.#endWatch();
    this.#endWatch = () => {};
    this.#principal = null;
  }

  /** SASL mechanisms offered now. */
  get mechanisms(): readonly string[] {
    return this.profile.hasAuth ? this.sasl.mechanisms(this.connection) : [];
  }

  /** A printer or scanner that may submit without signing in. MI2 */
  get isDevice(): boolean {
    return (
      !this.profile.isForFilters && this.profile.service !== 'lmtp' && this.deps.isDevice(this.connection.peer.address)
    );
  }

  /** The client may send to other servers. */
  get maySubmit(): boolean {
    return this.principal !== null || this.isDevice || this.profile.isForFilters;
  }

  /** REQUIRETLS may be asked for: RFC 8689 section 2. */
  get mayRequireTls(): boolean {
    const { service } = this.profile;
    return this.connection.tls !== null && (service === 'smtp' || service === 'submission');
  }

  /** Serves the connection to its end. Whatever it throws is a bug. */
  async serve(): Promise<void> {
    try {
      if (this.#greet()) await this.#converse();
      await this.#leave();
      await this.connection.end();
    } catch (error) {
      await this.#leave();
      await this.#close(error);
    }
  }

  async #leave(): Promise<void> {
    this.signOut();
    this.look?.[Symbol.dispose]();
    await this.resetTransaction();
  }

  /** Ends the transaction and gives up what came of its message. RFC 5321 section 4.1.1.5 */
  async resetTransaction(): Promise<void> {
    const chunks = this.transaction?.chunks;
    this.transaction = null;
    if (chunks != null) await chunks[Symbol.asyncDispose]();
  }

  /** Questions begin here, so that they are answered when the first recipient is named. MI8 */
  #openLook(): ClientLook | null {
    const { peer } = this.connection;
    if (!this.profile.looksAtClients || peer.isTrusted || peer.isUnixSocket || this.isDevice) return null;
    return this.deps.reputation?.open({ address: peer.address, isTrusted: false }) ?? null;
  }

  /** False: this client is not served. */
  #greet(): boolean {
    const { connection } = this;
    connection.setIdleTimeout(this.settings.get('smtpIdleTimeoutMs'));
    const isUseless = this.profile.isForFilters && !this.receiving.expectsReturns;
    if (isUseless || !this.profile.admits(connection.peer)) {
      connection.write(NOT_ADMITTED.text);
      return false;
    }
    // RFC 5321 section 4.3.1: a client waits for the greeting. One that does not speaks another protocol, or to anyone.
    if (connection.hasInput) {
      connection.log.info({}, 'client spoke before the greeting');
      connection.write(TALKED_FIRST.text);
      return false;
    }
    connection.write(reply(220, null, `${this.hostname} ${this.profile.greeting} Mailroom`).text);
    return true;
  }

  /** At once where the client has the word; otherwise its present command is answered, and nothing is taken with it. */
  #dismiss(): void {
    this.#isDismissed = true;
    if (!this.#isBetweenCommands) return;
    this.#sayDismissed();
    void this.connection.end();
  }

  #sayDismissed(): void {
    this.isEnding = true;
    this.connection.write(SIGNED_OUT.text);
  }

  async #converse(): Promise<void> {
    while (!this.isEnding) {
      if (this.#isDismissed) return this.#sayDismissed();
      const answer = this.#readAnswer();
      const said = answer instanceof Promise ? await answer : answer;
      const pause = said === null ? undefined : this.#say(said);
      if (pause !== undefined) await pause;
    }
  }

  /** Answers the next line; without a promise where it is here already and needs no waiting. */
  #readAnswer(): Reply | null | Promise<Reply | null> {
    const { connection } = this;
    const maxBytes = this.profile.hasAuth ? SMTP_LIMITS.authLineBytes : SMTP_LIMITS.commandLineBytes;
    try {
      const line = connection.takeLine(maxBytes);
      return line === null ? this.#waitForAnswer(maxBytes) : this.#answer(line);
    } catch (error) {
      return this.#answerFailure(error);
    }
  }

  async #waitForAnswer(maxBytes: number): Promise<Reply | null> {
    try {
      this.#isBetweenCommands = true;
      const line = await this.connection.readLine(maxBytes).finally(() => {
        this.#isBetweenCommands = false;
      });
      return await this.#answer(line);
    } catch (error) {
      return this.#answerFailure(error);
    }
  }

  #answer(line: Uint8Array): Reply | null | Promise<Reply | null> {
    if (line.length > SMTP_LIMITS.commandLineBytes && !isAuth(line)) return LINE_TOO_LONG;
    const command = this.#parse(line);
    if ('code' in command) return command;
    const handler = handlerOf(command);
    if (this.connection.hasInput && (handler.endsGroup || !this.#mayPipeline(command))) return this.#desynchronised();
    if (this.profile.limitsErrors && isJunk(command) && !this.errors.spendJunk()) return this.#tooMuchJunk();
    if (handler.needsHello && this.client === null) return HELLO_FIRST;
    const answer = handler.run(this, command);
    return answer instanceof Promise ? answer.catch((error: unknown) => this.#answerFailure(error)) : answer;
  }

  #parse(line: Uint8Array): SmtpCommand | Reply {
    try {
      return parseCommand(line);
    } catch (error) {
      if (!(error instanceof CommandSyntaxError)) throw error;
      if (isForeignProtocol(line)) {
        this.isEnding = true;
        return FOREIGN_PROTOCOL;
      }
      // How many octets of a message follow is not known: nothing behind this line can be read as a command.
      if (isBdat(line)) this.isEnding = true;
      return SYNTAX_REPLIES[error.problem];
    }
  }

  /** PIPELINING was offered in the reply to EHLO, and to nobody else. */
  #mayPipeline(command: SmtpCommand): boolean {
    return command.verb === 'QUIT' || this.client === null || this.client.isExtended;
  }

  #desynchronised(): Reply {
    this.connection.log.info({}, 'client sent more than it may before a reply');
    this.isEnding = true;
    return DESYNCHRONISED;
  }

  #tooMuchJunk(): Reply {
    this.connection.log.info({}, 'client sent too many commands without a message');
    this.isEnding = true;
    return TOO_MUCH_JUNK;
  }

  async #answerFailure(error: unknown): Promise<Reply | null> {
    if (!isFailure(error)) throw error;
    if (error.code === 'too-large') {
      await this.connection.skipLine(MOST_SKIPPED_BYTES);
      return LINE_TOO_LONG;
    }
    this.connection.log.warn({ code: error.code, error }, 'command failed');
    return FAILURE_REPLIES[error.code];
  }

  #say(said: Reply): Promise<void> | undefined {
    if (isError(said) && this.profile.limitsErrors && !this.isEnding) return this.#sayError(said);
    this.connection.write(said.text);
    return undefined;
  }

  async #sayError(said: Reply): Promise<void> {
    const { connection } = this;
    const next = this.errors.spend();
    if (next === 'slow-down') {
      await connection.flush();
      await this.deps.delay(SLOW_REPLY_MS, connection.signal);
    }
    connection.write(said.text);
    if (next !== 'give-up') return;
    connection.log.info({}, 'client made too many errors');
    connection.write(TOO_MANY_ERRORS.text);
    this.isEnding = true;
  }

  async #close(error: unknown): Promise<void> {
    const { connection } = this;
    const last = lastWords(error);
    if (last !== null) connection.write(last.text);
    await connection.end();
    if (last === BROKEN) throw error;
  }
}

const NOT_ADMITTED = reply(554, '5.7.1', 'Not for this address');
const TALKED_FIRST = reply(554, '5.5.1', 'Wait for the greeting');
const FOREIGN_PROTOCOL = reply(554, '5.5.1', 'This is a mail server');
const DESYNCHRONISED = reply(554, '5.5.0', 'Wait for the reply');
const TOO_MANY_ERRORS = reply(421, '4.7.0', 'Too many errors');
const TOO_MUCH_JUNK = reply(421, '4.7.0', 'Too many commands without a message');
const TIMED_OUT = reply(421, '4.4.2', 'Timeout');
const TOO_SLOW = reply(421, '4.4.2', 'Data comes too slowly');
const SHUTTING_DOWN = reply(421, '4.3.2', 'Service is shutting down');
const TOO_MUCH = reply(421, '4.7.0', 'Too much');
const BROKEN = reply(421, '4.3.0', 'Internal error');

/** What is still said when a session ends otherwise than by QUIT; null when nobody would hear it. */
function lastWords(error: unknown): Reply | null {
  if (error instanceof EndlessMessage) return TOO_MUCH;
  if (isAbort(error)) return null;
  if (!(error instanceof ConnectionClosed)) return BROKEN;
  switch (error.reason) {
    case 'idle-timeout':
      return TIMED_OUT;
    case 'too-slow':
      return TOO_SLOW;
    case 'shutdown':
      return SHUTTING_DOWN;
    case 'endless-line':
      return TOO_MUCH;
    case 'end':
    case 'reset':
    case 'tls-failure':
      return null;
  }
}

/** What counts against a client: whatever is its fault, and guessing that was refused unheard. RFC 4954 section 6 */
function isError(said: Reply): boolean {
  return said.code >= 500 || said.code === 454;
}

/** A delayed reply that the end of the connection cut short. */
function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

function isAuth(line: Uint8Array): boolean {
  return beginsWith(line, 'AUTH ');
}

function isBdat(line: Uint8Array): boolean {
  return beginsWith(line, 'BDAT');
}

function beginsWith(line: Uint8Array, word: string): boolean {
  return (
    Buffer.from(line.buffer, line.byteOffset, Math.min(word.length, line.length)).toString('latin1').toUpperCase() ===
    word
  );
}
