/**
 * One POP3 session: RFC 1939 section 3.
 *
 * In the state `authorization` there is no maildrop, in `transaction` there is one, and it is locked. Whatever ends the
 * session frees the lock; only QUIT deletes.
 */
import {
  type LanguageCode,
  type TextKey,
  type TextValues,
  type Translate,
  translator,
} from '../../../locales/index.ts';
import { Failure, isFailure } from '../../base/failure.ts';
import type { Principal } from '../../domain/access/principal.ts';
import { endsSignIn, type MailboxService } from '../../domain/mailbox/index.ts';
import type { Settings } from '../../domain/settings/settings.ts';
import { MAX_COMMAND_BYTES, parseCommandLine } from '../../wire/pop3/command.ts';
import { formatError, formatOk } from '../../wire/pop3/reply.ts';
import type { SaslService } from '../auth/sasl-service.ts';
import type { Connection } from '../net/connection.ts';
import { findCommand } from './command-table.ts';
import { describeFailure } from './failures.ts';
import { Maildrop } from './maildrop.ts';
import type { MaildropLocks } from './maildrop-locks.ts';

export interface Pop3Services {
  readonly mailboxes: MailboxService;
  readonly sasl: SaslService;
  readonly settings: Pick<Settings, 'get'>;
  readonly server: ServerIdentity;
}

/** What the server says of itself. */
export interface ServerIdentity {
  readonly hostName: string;
  /** Of the program. */
  readonly name: string;
}

export type Pop3State = 'authorization' | 'transaction';

/** Commands that could not be carried out, and failed sign-ins, after which the client is let go. */
const MAX_ERRORS = 20;
const MAX_FAILED_SIGN_INS = 5;
/** Whatever they are, and however they end. */
const MAX_COMMANDS_BEFORE_SIGN_IN = 100;
/** What of an endless line is passed over before the connection is closed. */
const MAX_SKIPPED_BYTES = 64 * 1024;

export class Pop3Session implements Disposable {
  readonly connection: Connection;
  readonly services: Pop3Services;
  /** From USER, waiting for PASS. */
  userName: string | null = null;
  /** The client can show UTF-8 in headers. RFC 6856 section 2.1 */
  isUtf8 = false;
  hasQuit = false;
  /** Who signed in; null before. */
  principal: Principal | null = null;

  readonly #locks: MaildropLocks;
  /** What lasts as long as the maildrop: its lock, and the watch over its user. */
  #opened = new DisposableStack();
  #maildrop: Maildrop | null = null;
  #language: LanguageCode = 'en';
  #translate: Translate = translator('en');
  #errors = 0;
  #failedSignIns = 0;
  #commandsBeforeSignIn = 0;

  constructor(connection: Connection, services: Pop3Services, locks: MaildropLocks) {
    this.connection = connection;
    this.services = services;
    this.#locks = locks;
  }

  get state(): Pop3State {
    return this.#maildrop === null ? 'authorization' : 'transaction';
  }

  /** Only in the state `transaction`. */
  get maildrop(): Maildrop {
    if (this.#maildrop === null) throw new TypeError('no maildrop before signing in');
    return this.#maildrop;
  }

  /** Of the texts of replies: RFC 6856 section 3.2. English until the client asks for another. */
  get language(): LanguageCode {
    return this.#language;
  }

  set language(language: LanguageCode) {
    this.#language = language;
    this.#translate = translator(language);
  }

  async run(): Promise<void> {
    const { connection, services } = this;
    connection.setIdleTimeout(services.settings.get('pop3IdleTimeoutMs'));
    connection.write(formatOk(`${services.server.hostName} POP3 ready`));
    while (!this.hasQuit) await this.#serveOne();
  }

  /** A positive reply that programs read. */
  reply(text: string): void {
    this.connection.write(formatOk(text));
  }

  /** A positive reply that people may read. */
  say(text: TextKey, values?: TextValues): void {
    this.reply(this.text(text, values));
  }

  text(text: TextKey, values?: TextValues): string {
    return this.#translate(text, values);
  }

  /** Goes over to `transaction`, and says so. Throws Failure `in-use`, `unavailable`. */
  async openMaildrop(principal: Principal): Promise<void> {
    const mailboxes = this.services.mailboxes.mailboxesOf(principal);
    this.#opened.use(this.#locks.acquire(principal.account));
    const endWatch = mailboxes.watch((event) => {
      if (endsSignIn(event)) this.connection.destroy();
    });
    this.#opened.defer(endWatch);
    try {
      this.#maildrop = this.#opened.use(await Maildrop.open(mailboxes));
    } catch (error) {
      this[Symbol.dispose]();
      throw error;
    }
    this.principal = principal;
    this.say('pop3.maildrop', { messages: this.#maildrop.count, octets: this.#maildrop.sizeBytes });
  }

  [Symbol.dispose](): void {
    this.#opened.dispose();
    this.#opened = new DisposableStack();
    this.#maildrop = null;
    this.principal = null;
  }

  async #serveOne(): Promise<void> {
    try {
      const { keyword, argument } = parseCommandLine(await this.#readLine());
      this.#countBeforeSignIn();
      const command = findCommand(keyword);
      if (command === undefined) this.#refuse(formatError(this.text('pop3.error.unknown-command')));
      else if (!command.states.includes(this.state)) this.#refuse(formatError(this.text('pop3.error.not-now')));
      else await command.run(this, argument);
    } catch (error) {
      if (!isFailure(error)) throw error;
      this.#fail(error);
    }
  }

  #countBeforeSignIn(): void {
    if (this.state !== 'authorization') return;
    this.#commandsBeforeSignIn += 1;
    if (this.#commandsBeforeSignIn <= MAX_COMMANDS_BEFORE_SIGN_IN) return;
    this.hasQuit = true;
    throw new Failure('too-many', 'too many commands without signing in');
  }

  async #readLine(): Promise<Uint8Array> {
    const { connection } = this;
    try {
      return connection.takeLine(MAX_COMMAND_BYTES) ?? (await connection.readLine(MAX_COMMAND_BYTES));
    } catch (error) {
      if (isFailure(error, 'too-large')) await connection.skipLine(MAX_SKIPPED_BYTES);
      throw error;
    }
  }

  #fail(failure: Failure): void {
    if (failure.code === 'unavailable') this.connection.log.warn({ failure }, 'POP3 command failed');
    if (failure.code === 'authentication-failed') this.#failedSignIns += 1;
    this.#refuse(describeFailure(failure, this.#translate));
    if (this.#failedSignIns >= MAX_FAILED_SIGN_INS) this.hasQuit = true;
  }

  #refuse(reply: string): void {
    this.connection.write(reply);
    this.#errors += 1;
    if (this.#errors >= MAX_ERRORS) this.hasQuit = true;
  }
}
