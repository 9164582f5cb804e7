/**
 * The reading loop of an LDAP session. Operations wait in a queue and are carried out one after the other; the loop goes
 * on reading meanwhile, so that Abandon and Cancel reach the one that is under way. RFC 4511 sections 3.1 and 4.
 */
import { type Failure, isFailure } from '../../base/failure.ts';
import { EXTENSION, parseCancelValue } from '../../wire/ldap/extensions.ts';
import type { UnreadMessage } from '../../wire/ldap/parse-request.ts';
import type { ExtendedRequest, RequestMessage } from '../../wire/ldap/request.ts';
import { NOTICE_OF_DISCONNECTION, type Result, UNSOLICITED_ID } from '../../wire/ldap/response.ts';
import { ConnectionClosed } from '../net/connection.ts';
import { hasUnknownCriticalControl } from './control-values.ts';
import { resultOfFailure } from './failures.ts';
import type { LdapSession } from './ldap-session.ts';
import { OperationQueue } from './operation-queue.ts';
import { bind } from './operations/bind.ts';
import { perform, type QueuedRequest, responseOf } from './perform.ts';

/** Operations that may wait; then the client has to. */
const MAX_WAITING = 32;
const MAX_MALFORMED = 20;
const MAX_FAILED_BINDS = 5;

/** Serves the session to its end. Throws only what is a bug. */
export async function runSession(session: LdapSession): Promise<void> {
  const loop = new SessionLoop(session);
  const signInDeadline = startSignInDeadline(session);
  try {
    for (;;) {
      const isOver = await loop.next();
      if (session.principal !== null) clearTimeout(signInDeadline);
      if (isOver) return;
    }
  } catch (error) {
    if (error instanceof ConnectionClosed) await loop.leave(error);
    else if (isFailure(error)) loop.giveNotice({ code: 'protocolError', message: 'not an LDAP message, or too large' });
    else throw error;
  } finally {
    clearTimeout(signInDeadline);
    loop.stop();
  }
}

/** Signing in must be done within this time, unless strangers may read, too. */
function startSignInDeadline({ connection, services, anonymousRead }: LdapSession): NodeJS.Timeout | undefined {
  const { settings } = services;
  if (anonymousRead !== 'nothing') {
    connection.setIdleTimeout(settings.get('ldapIdleTimeoutMs'));
    return undefined;
  }
  const timeoutMs = settings.get('preAuthTimeoutMs');
  connection.setIdleTimeout(timeoutMs);
  // Ends the present wait, and each that follows.
  return setTimeout(() => connection.setIdleTimeout(1), timeoutMs);
}

class SessionLoop {
  readonly #session: LdapSession;
  readonly #operations = new OperationQueue(MAX_WAITING);
  #malformed = 0;
  #failedBinds = 0;

  constructor(session: LdapSession) {
    this.#session = session;
  }

  /** Reads one message and sees to it. Resolves with true when the session is over. */
  async next(): Promise<boolean> {
    const unread = await this.#session.nextMessage();
    if (unread.kind === 'unbind') return true;
    const message = this.#read(unread);
    if (message === null) return this.#malformed >= MAX_MALFORMED;
    const { messageId, request, controls } = message;
    if (request.kind === 'abandon') {
      this.#operations.abandon(request.messageId);
      return false;
    }
    if (request.kind === 'unbind') return true;
    if (hasUnknownCriticalControl(request.kind, controls)) {
      this.#answer(message, { code: 'unavailableCriticalExtension', message: 'a critical control is not known' });
      return false;
    }
    if (request.kind === 'bind') {
      await this.#operations.idle();
      const outcome = await bind(this.#session, messageId, request);
      if (outcome === 'failed') this.#failedBinds += 1;
      return this.#failedBinds >= MAX_FAILED_BINDS;
    }
    if (request.kind === 'extended' && request.name === EXTENSION.startTls) {
      await this.#startTls(messageId, request);
      return false;
    }
    if (request.kind === 'extended' && request.name === EXTENSION.cancel) {
      this.#answer(message, { code: await this.#cancel(request) });
      return false;
    }
    return this.#enqueue(message, request);
  }

  /** Nothing is carried out any more that nobody waits for. */
  stop(): void {
    this.#operations.abandonAll();
  }

  async leave({ reason }: ConnectionClosed): Promise<void> {
    switch (reason) {
      case 'shutdown':
        // What was begun is ended.
        await this.#operations.idle();
        this.giveNotice({ code: 'unavailable', message: 'the server is shutting down' });
        return;
      case 'idle-timeout':
        this.giveNotice({ code: 'unavailable', message: 'idle for too long' });
        return;
      case 'too-slow':
        this.giveNotice({ code: 'unavailable', message: 'too slow' });
        return;
      default:
    }
  }

  /** RFC 4511 section 4.4.1: the last that is sent. */
  giveNotice(result: Result): void {
    this.#session.send(UNSOLICITED_ID, { kind: 'extended', result, name: NOTICE_OF_DISCONNECTION });
  }

  /** Null where it cannot be understood; the client has been told so. */
  #read(unread: UnreadMessage): RequestMessage | null {
    try {
      return unread.read(this.#session.filterLimits);
    } catch (error) {
      if (!isFailure(error)) throw error;
      this.#refuse(unread, error);
      return null;
    }
  }

  #refuse({ messageId, kind }: UnreadMessage, failure: Failure): void {
    this.#malformed += 1;
    if (kind === 'unbind' || kind === 'abandon') return;
    this.#session.send(messageId, responseOf(kind, resultOfFailure(failure)));
  }

  #answer({ messageId, request }: RequestMessage, result: Result): void {
    if (request.kind === 'unbind' || request.kind === 'abandon') return;
    this.#session.send(messageId, responseOf(request.kind, result));
  }

  /** While an operation is under way its id names nothing else: RFC 4511 section 4.1.1.1. */
  async #enqueue({ messageId, controls }: RequestMessage, request: QueuedRequest): Promise<boolean> {
    if (this.#operations.has(messageId)) {
      this.giveNotice({ code: 'protocolError', message: 'a message id that is in use' });
      return true;
    }
    const session = this.#session;
    await this.#operations.add(messageId, (operation) => perform({ session, operation, controls }, request));
    return false;
  }

  /** RFC 4511 section 4.14 */
  async #startTls(messageId: number, { value }: ExtendedRequest): Promise<void> {
    const session = this.#session;
    const { connection } = session;
    const answer = (result: Result) => session.send(messageId, { kind: 'extended', result, name: EXTENSION.startTls });
    if (value !== null) answer({ code: 'protocolError', message: 'there is no value here' });
    else if (connection.tls !== null) answer({ code: 'operationsError', message: 'TLS is there already' });
    else if (!connection.canStartTls) answer({ code: 'protocolError', message: 'there is no TLS here' });
    else if (!this.#operations.isIdle) answer({ code: 'operationsError', message: 'operations are under way' });
    else {
      answer({ code: 'success' });
      await session.startTls();
    }
  }

  /** RFC 3909 section 3 */
  async #cancel({ value }: ExtendedRequest): Promise<Result['code']> {
    if (value === null) return 'protocolError';
    let messageId: number;
    try {
      messageId = parseCancelValue(value);
    } catch (error) {
      if (isFailure(error, 'invalid')) return 'protocolError';
      throw error;
    }
    const end = await this.#operations.cancel(messageId);
    if (end === null) return 'noSuchOperation';
    return end === 'stopped' ? 'success' : 'tooLate';
  }
}
