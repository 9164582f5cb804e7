/**
 * What one LDAP session knows: who signed in, and how its connection is read and written.
 *
 * One loop reads (`run-session.ts`), one queue of operations writes. Only the loop calls `nextMessage`. Binds and StartTLS
 * run within the loop while no operation is under way, so that who somebody is never changes under an operation.
 */
import type { Clock } from '../../base/clock.ts';
import type { Gate } from '../../base/gate.ts';
import type { AnonymousRead } from '../../domain/access/directory-view.ts';
import type { Principal, WatchPrincipal } from '../../domain/access/principal.ts';
import type { AddressList } from '../../domain/directory/address-list/address-list.ts';
import type { Aliases } from '../../domain/directory/aliases.ts';
import type { Groups } from '../../domain/directory/groups.ts';
import type { OwnAccount } from '../../domain/directory/own/own-account.ts';
import type { OwnAliases } from '../../domain/directory/own/own-aliases.ts';
import type { Users } from '../../domain/directory/users.ts';
import type { CredentialId } from '../../domain/ports/ids.ts';
import type { Store } from '../../domain/ports/store.ts';
import type { Settings } from '../../domain/settings/settings.ts';
import type { FilterLimits } from '../../wire/ldap/filter-limits.ts';
import { formatEncodedMessage, formatMessage } from '../../wire/ldap/format-response.ts';
import { MAX_LDAP_MESSAGE_BYTES, MAX_LDAP_MESSAGE_BYTES_ANONYMOUS } from '../../wire/ldap/limits.ts';
import { MessageFramer } from '../../wire/ldap/message-framer.ts';
import { openMessage, type UnreadMessage } from '../../wire/ldap/parse-request.ts';
import type { Control } from '../../wire/ldap/request.ts';
import type { OwnResponse } from '../../wire/ldap/response.ts';
import type { SaslService } from '../auth/sasl-service.ts';
import type { Connection } from '../net/connection.ts';

/** Everything by which the directory is changed: with the rules and the audit log that every other way in has. */
export interface DirectoryChanges {
  readonly users: Pick<Users, 'create' | 'update' | 'setPassword' | 'delete'>;
  readonly aliases: Pick<Aliases, 'create' | 'update' | 'delete'>;
  readonly groups: Pick<Groups, 'create' | 'update' | 'delete'>;
  readonly ownAccount: Pick<OwnAccount, 'change' | 'changePassword'>;
  readonly ownAliases: Pick<OwnAliases, 'create' | 'update' | 'delete'>;
}

export interface LdapServices {
  readonly store: Pick<Store, 'reader'>;
  readonly settings: Pick<Settings, 'get'>;
  readonly sasl: SaslService;
  readonly addressList: AddressList;
  readonly changes: DirectoryChanges;
  /** Of searches that are sorted. */
  readonly sorting: Gate;
  readonly watch: WatchPrincipal;
  readonly clock: Clock;
  /** Of the program, for the root DSE. */
  readonly version: string;
}

/** Octets that are read at once. */
const READ_BYTES = 64 * 1024;
/** How long the beginning of a message may take before its rate counts. */
const GRACE_MS = 30_000;

export class LdapSession implements Disposable {
  readonly connection: Connection;
  readonly services: LdapServices;
  readonly #framer = new MessageFramer();
  #pending: UnreadMessage | null = null;
  #isRateLimited = false;
  #principal: Principal | null = null;
  #endWatch: () => void = () => {};
  /** Whether who signed in is about to get another credential; then what ends meanwhile is looked at afterwards. */
  #isRenewing = false;
  #isOver = false;

  constructor(connection: Connection, services: LdapServices) {
    this.connection = connection;
    this.services = services;
  }

  /** Null: anonymous. */
  get principal(): Principal | null {
    return this.#principal;
  }

  get anonymousRead(): AnonymousRead {
    return this.services.settings.get('ldapAnonymousRead');
  }

  get filterLimits(): FilterLimits {
    const { settings } = this.services;
    return { maxDepth: settings.get('ldapMaxFilterDepth'), maxTerms: settings.get('ldapMaxFilterTerms') };
  }

  signIn(principal: Principal): void {
    this.signOut();
    this.#principal = principal;
    this.#endWatch = this.services.watch(principal, () => this.#end());
    this.connection.setIdleTimeout(this.services.settings.get('ldapIdleTimeoutMs'));
  }

  /**
   * Changes the password by which the session was signed in, and goes on with the new one: the client is told so, where
   * everybody else who signed in with the old one is let go. Throws what the work throws.
   */
  async renewPassword(work: () => Promise<CredentialId>): Promise<void> {
    const principal = this.#principal;
    this.#isRenewing = true;
    this.#isOver = false;
    try {
      const credential = await work();
      // By the change itself: what had ended it otherwise is seen when the client asks for more.
      this.#isOver = false;
      if (principal !== null) this.signIn({ ...principal, credential, mustChangePassword: false });
    } finally {
      this.#isRenewing = false;
      if (this.#isOver) this.#end();
    }
  }

  /** Anonymous from now on. RFC 4513 section 4 */
  signOut(): void {
    this.#endWatch();
    this.#endWatch = () => {};
    this.#principal = null;
  }

  /**
   * The next message. Throws ConnectionClosed, and Failure `invalid`, `too-large` where nothing that follows can be
   * understood any more.
   */
  async nextMessage(): Promise<UnreadMessage> {
    const pending = this.#pending;
    this.#pending = null;
    if (pending !== null) return pending;
    const { connection } = this;
    if (connection.pace.isOver) await connection.pace.rest();
    for (;;) {
      const maxBytes = this.#principal === null ? MAX_LDAP_MESSAGE_BYTES_ANONYMOUS : MAX_LDAP_MESSAGE_BYTES;
      const bytes = this.#framer.next(maxBytes);
      const isBetweenMessages = this.#framer.length === 0;
      this.#limitRate(bytes === null && !isBetweenMessages);
      if (bytes !== null) return openMessage(bytes);
      this.#framer.push(await connection.read(READ_BYTES, isBetweenMessages));
    }
  }

  /** The next message will be this one once more. */
  putBack(message: UnreadMessage): void {
    this.#pending = message;
  }

  send(messageId: number, response: OwnResponse, controls: readonly Control[] = []): void {
    this.connection.write(formatMessage({ messageId, response, controls }));
  }

  /** What was encoded before, as `encodeMessageId` and `encodeSearchEntry` do. */
  sendEncoded(messageId: Uint8Array, operation: Uint8Array): void {
    this.connection.write(formatEncodedMessage(messageId, operation));
  }

  /** What came in the clear is not read as if it had come inside TLS, and what was learnt in the clear does not count. */
  async startTls(): Promise<void> {
    this.#framer.clear();
    this.signOut();
    await this.connection.startTls();
    this.#framer.clear();
  }

  [Symbol.dispose](): void {
    this.signOut();
  }

  #end(): void {
    if (this.#isRenewing) this.#isOver = true;
    else this.connection.destroy();
  }

  #limitRate(isWanted: boolean): void {
    if (isWanted === this.#isRateLimited) return;
    this.#isRateLimited = isWanted;
    const { settings } = this.services;
    if (isWanted) this.connection.limitRate(settings.get('minDataRateBytesPerSecond'), GRACE_MS);
    else this.connection.limitRate(0);
  }
}
