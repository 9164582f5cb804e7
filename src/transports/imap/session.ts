/**
 * What the server knows of one IMAP connection. Invariants:
 *
 * - `mailboxes` is there exactly while somebody is signed in, `selected` only then;
 * - sequence numbers change for the client only in `announceChanges`, never in between;
 * - what is enabled stays enabled until the connection ends (RFC 5161 section 3.1).
 */
import { Failure } from '../../base/failure.ts';
import type { Principal } from '../../domain/access/principal.ts';
import type { AccountMailboxes, MailboxService, MailboxSession, NumberRange } from '../../domain/mailbox/index.ts';
import type { Settings } from '../../domain/settings/settings.ts';
import { statusResponse } from '../../wire/imap/responses.ts';
import type { SaslService } from '../auth/sasl-service.ts';
import type { Connection } from '../net/connection.ts';
import { listCapabilities } from './capabilities.ts';
import type { SessionState } from './handler.ts';
import type { UserConnections } from './user-connections.ts';

export interface ImapServices {
  readonly sasl: SaslService;
  readonly mailboxes: MailboxService;
  readonly settings: Settings;
  readonly userConnections: UserConnections;
  /** Of this program, for ID. */
  readonly version: string;
}

/** What clients are told that they talk to. */
export const SERVER_NAME = 'Mailroom';

/** The mailbox that is selected. */
export interface SelectedMailbox {
  readonly view: MailboxSession;
  /** Keywords in lower case that FLAGS has named. */
  readonly announcedKeywords: Set<string>;
}

export class ImapSession {
  readonly connection: Connection;
  readonly services: ImapServices;

  mailboxes: AccountMailboxes | null = null;
  selected: SelectedMailbox | null = null;
  /** UIDs of the last SEARCH RETURN (SAVE), which `$` stands for. RFC 5182 */
  savedUids: readonly NumberRange[] = [];

  isCondstoreEnabled = false;
  isQresyncEnabled = false;
  isUtf8Enabled = false;
  isRev2Enabled = false;
  isCompressed = false;
  /** The loop ends after the present command. */
  isEnding = false;
  authenticationFailures = 0;
  badCommands = 0;
  /** Nothing is being written: the session waits for the client. */
  isWaiting = false;
  #dismissal: string | null = null;
  /** Undoes what signing in registered. */
  #release: (() => void)[] = [];

  constructor(connection: Connection, services: ImapServices) {
    this.connection = connection;
    this.services = services;
  }

  get state(): SessionState {
    if (this.selected !== null) return 'selected';
    return this.mailboxes === null ? 'not-authenticated' : 'authenticated';
  }

  /** Names of mailboxes and quoted strings are UTF-8. RFC 9051 appendix A, RFC 6855 section 3 */
  get isUtf8(): boolean {
    return this.isUtf8Enabled || this.isRev2Enabled;
  }

  get capabilities(): string {
    const { connection, services } = this;
    return listCapabilities({
      isSignedIn: this.mailboxes !== null,
      isTls: connection.tls !== null || connection.peer.isUnixSocket,
      mayAuthenticate: connection.mayAuthenticate,
      mechanisms: services.sasl.mechanisms(connection),
      isCompressed: this.isCompressed,
      appendLimitBytes: services.settings.get('maxMessageBytes'),
    });
  }

  /** Throws Failure `too-many`: the user has too many connections. */
  signIn(principal: Principal): void {
    const { connection, services } = this;
    this.#release.push(services.userConnections.add(principal.account, connection.peer));
    const mailboxes = services.mailboxes.mailboxesOf(principal);
    this.mailboxes = mailboxes;
    this.badCommands = 0;
    connection.setIdleTimeout(services.settings.get('imapIdleTimeoutMs'));
    this.#release.push(
      mailboxes.watch((event) => {
        if (event.kind === 'user-deleted') this.dismiss('This account no longer exists');
        if (event.kind === 'user-disabled') this.dismiss('This account has been switched off');
        if (event.kind === 'credential-revoked') this.dismiss('The password has been changed, sign in again');
        if (event.kind === 'session-ended') this.dismiss('The token has been withdrawn, sign in again');
      }),
    );
  }

  /** The mailboxes of who is signed in. */
  get account(): AccountMailboxes {
    if (this.mailboxes === null) throw new Failure('no-permission', 'nobody is signed in');
    return this.mailboxes;
  }

  /** The mailbox that is selected, ready to be used. Throws Failure `unavailable`, `not-found`. */
  async view(): Promise<MailboxSession> {
    const { view } = this.openMailbox;
    if (!view.isReady) await view.ready();
    return view;
  }

  get openMailbox(): SelectedMailbox {
    if (this.selected === null) throw new Failure('invalid', 'no mailbox is selected');
    return this.selected;
  }

  /** Leaves the selected mailbox. */
  deselect(): void {
    this.selected?.view[Symbol.dispose]();
    this.selected = null;
    this.savedUids = [];
  }

  untagged(condition: 'OK' | 'NO' | 'BYE', code: string | null, text: string): void {
    this.connection.write(statusResponse('*', condition, code, text));
  }

  /** Between pieces of long work: waits while the client is slow, and lets other sessions go first. */
  async takeTurns(): Promise<void> {
    const { pace } = this.connection;
    if (!pace.isOver) return;
    await this.connection.flush();
    await pace.rest();
  }

  /** The loop ends after the present command, whose reply still follows. */
  endWith(text: string): void {
    if (!this.isEnding) this.untagged('BYE', null, text);
    this.isEnding = true;
  }

  /** Ends the session from outside of the loop: at once where it waits for input, else after the present command. */
  dismiss(text: string): void {
    this.#dismissal = text;
    if (!this.isWaiting) return;
    this.leaveIfDismissed();
    void this.connection.end();
  }

  leaveIfDismissed(): void {
    if (this.#dismissal !== null) this.endWith(this.#dismissal);
  }

  [Symbol.dispose](): void {
    this.deselect();
    for (const release of this.#release.splice(0)) release();
    this.mailboxes = null;
  }
}
