/**
 * The connection to a server: replies in, commands and message out. RFC 5321 section 3
 *
 * Whatever happens to it is told by the call that waits, as SmtpProblem; after that it is of no use. A server that
 * sends without being asked is cut off, one that does not read makes the writer wait.
 */
import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls, type SecureContext, type TLSSocket } from 'node:tls';
import { isFailure } from '../../base/failure.ts';
import { ReplyReader, type ServerReply } from '../../wire/smtp/server-reply.ts';
import { SENDER_LIMITS } from './sender-options.ts';
import { SmtpProblem } from './smtp-problem.ts';

export interface ConnectOptions {
  readonly address: string;
  readonly port: number;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

export interface TlsOptions {
  /** The name in the handshake; an address is not sent. */
  readonly serverName: string;
  readonly context: SecureContext;
  readonly timeoutMs: number;
}

export class SmtpSocket {
  readonly remoteAddress: string;
  readonly localAddress: string;
  readonly #raw: Socket;
  #stream: Socket;
  #reader = new ReplyReader();
  #unreadBytes = 0;
  #problem: Error | null = null;
  #wake: (() => void) | null = null;
  readonly #dropSignal: () => void;

  private constructor(socket: Socket, address: string, signal: AbortSignal) {
    this.#raw = socket;
    this.#stream = socket;
    this.remoteAddress = address;
    this.localAddress = socket.localAddress ?? '';
    const abort = () => this.#fail(reasonOf(signal));
    signal.addEventListener('abort', abort, { once: true });
    this.#dropSignal = () => signal.removeEventListener('abort', abort);
    this.#listen(socket);
  }

  /** Throws SmtpProblem; rejects with the reason of the signal. */
  static async connect({ address, port, timeoutMs, signal }: ConnectOptions): Promise<SmtpSocket> {
    signal.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const socket = connect({ host: address, port, noDelay: true, keepAlive: true });
    const fail = (text: string, cause?: unknown) => {
      reject(new SmtpProblem('4.4.1', `${address} port ${port}: ${text}`, { cause, isDead: true }));
    };
    const timer = setTimeout(() => fail('no answer in time'), timeoutMs);
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    const onError = (error: NodeJS.ErrnoException) => fail(CONNECT_ERRORS[error.code ?? ''] ?? 'no connection', error);
    socket.once('connect', resolve).once('error', onError);
    try {
      await promise;
      return new SmtpSocket(socket, address, signal);
    } catch (error) {
      socket.destroy();
      throw error;
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      socket.on('error', () => {});
      socket.off('error', onError);
    }
  }

  /** The connection can still be used, as far as can be seen. */
  get isOpen(): boolean {
    return this.#problem === null && !this.#stream.destroyed && this.#stream.writable;
  }

  get isSecure(): boolean {
    return this.#stream !== this.#raw;
  }

  /** Something came that nobody asked for. */
  get hasInput(): boolean {
    return this.#unreadBytes > 0;
  }

  /** From now on another signal ends it: the connection goes on to another message. */
  useSignal(signal: AbortSignal): Disposable {
    const abort = () => this.#fail(reasonOf(signal));
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    this.#dropSignal();
    return { [Symbol.dispose]: () => signal.removeEventListener('abort', abort) };
  }

  /** The next reply. Throws SmtpProblem: too late, closed, or no reply at all. */
  async reply(timeoutMs: number): Promise<ServerReply> {
    // Of pipelined commands most replies come together.
    return this.#takeReply() ?? (await this.#awaitReply(timeoutMs));
  }

  async #awaitReply(timeoutMs: number): Promise<ServerReply> {
    const deadline = setTimeout(() => this.#fail(new SmtpProblem('4.4.2', 'no reply in time')), timeoutMs);
    try {
      for (;;) {
        if (this.#problem !== null) throw this.#problem;
        await new Promise<void>((resolve) => (this.#wake = resolve));
        const reply = this.#takeReply();
        if (reply !== null) return reply;
      }
    } finally {
      clearTimeout(deadline);
    }
  }

  /**
   * Hands bytes over to the system, which must not be changed afterwards. A promise means that the other side is slow:
   * wait for it before the next. Throws SmtpProblem, as does the promise.
   */
  write(data: string | Uint8Array, timeoutMs: number): Promise<void> | undefined {
    if (this.#problem !== null) throw this.#problem;
    const hasRoom = typeof data === 'string' ? this.#stream.write(data, 'utf8') : this.#stream.write(data);
    return hasRoom ? undefined : this.#drained(timeoutMs);
  }

  /**
   * Puts TLS on top; the certificate is not judged here. What came in the clear behind the reply to STARTTLS was put
   * there by somebody who is not to be answered to: the connection fails. RFC 3207 section 6, CVE-2011-0411
   *
   * Throws SmtpProblem.
   */
  async startTls({ serverName, context, timeoutMs }: TlsOptions): Promise<TLSSocket> {
    if (this.#problem !== null) throw this.#problem;
    if (this.#unreadBytes > 0) {
      const problem = new SmtpProblem('4.7.5', 'the server sent more in the clear than the reply to STARTTLS');
      this.#fail(problem);
      throw problem;
    }
    this.#raw.removeAllListeners('data').removeAllListeners('end').removeAllListeners('close');
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const fail = (text: string, cause?: unknown) => reject(new SmtpProblem('4.7.5', text, { cause }));
    const secured = connectTls({
      socket: this.#raw,
      secureContext: context,
      rejectUnauthorized: false,
      checkServerIdentity: () => undefined,
      ...(isIP(serverName) === 0 ? { servername: serverName } : {}),
    });
    const timer = setTimeout(() => fail('the TLS handshake takes too long'), timeoutMs);
    const onError = (error: Error) => fail(`the TLS handshake failed: ${describeTlsError(error)}`, error);
    secured.once('secureConnect', resolve).once('error', onError);
    secured.once('close', () => fail('the connection was closed during the TLS handshake'));
    this.#wake = () => reject(this.#problem);
    try {
      await promise;
    } catch (error) {
      this.#fail(error instanceof Error ? error : new SmtpProblem('4.7.5', 'no TLS', { cause: error }));
      secured.destroy();
      throw this.#problem ?? error;
    } finally {
      clearTimeout(timer);
      secured.on('error', () => {});
      secured.removeListener('error', onError);
      this.#wake = null;
    }
    this.#stream = secured;
    this.#listen(secured);
    return secured;
  }

  /** Says QUIT and does not wait for long. */
  async quit(timeoutMs: number): Promise<void> {
    try {
      if (this.isOpen) {
        const waiting = this.write('QUIT\r\n', timeoutMs);
        if (waiting !== undefined) await waiting;
        await this.reply(timeoutMs);
      }
    } catch (error) {
      if (!isFailure(error) && error !== this.#problem) throw error;
    } finally {
      this.destroy();
    }
  }

  destroy(): void {
    this.#dropSignal();
    this.#fail(new SmtpProblem('4.4.2', 'the connection was given up'));
  }

  #listen(stream: Socket): void {
    stream.on('error', (error) => this.#fail(new SmtpProblem('4.4.2', 'the connection broke off', { cause: error })));
    stream.on('end', () => this.#fail(new SmtpProblem('4.4.2', 'the server closed the connection')));
    stream.on('close', () => this.#fail(new SmtpProblem('4.4.2', 'the connection was closed')));
    stream.on('drain', () => this.#wake?.());
    stream.on('data', (chunk: Buffer) => {
      this.#unreadBytes += chunk.length;
      this.#reader.push(chunk);
      if (this.#unreadBytes > SENDER_LIMITS.unreadBytes) {
        this.#fail(new SmtpProblem('4.5.0', 'the server sends more than was asked for'));
      }
      this.#wake?.();
    });
  }

  /** A reply that came before the connection ended counts. */
  #takeReply(): ServerReply | null {
    try {
      const reply = this.#reader.take();
      if (!this.#reader.hasRest) this.#unreadBytes = 0;
      return reply;
    } catch (error) {
      if (!isFailure(error)) throw error;
      this.#fail(new SmtpProblem('4.5.0', error.message, { cause: error }));
      return null;
    }
  }

  async #drained(timeoutMs: number): Promise<void> {
    const deadline = setTimeout(() => {
      this.#fail(new SmtpProblem('4.4.2', 'the server does not take what is sent'));
    }, timeoutMs);
    try {
      while (this.#stream.writableNeedDrain && this.#problem === null) {
        await new Promise<void>((resolve) => (this.#wake = resolve));
      }
      if (this.#problem !== null) throw this.#problem;
    } finally {
      clearTimeout(deadline);
    }
  }

  /** The first reason is the true one; what follows are its consequences. */
  #fail(reason: Error): void {
    if (this.#problem === null) {
      this.#problem = reason;
      this.#stream.destroy();
      this.#raw.destroy();
    }
    this.#wake?.();
  }
}

function reasonOf({ reason }: AbortSignal): Error {
  return reason instanceof Error ? reason : new Error('aborted', { cause: reason });
}

const CONNECT_ERRORS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  EHOSTUNREACH: 'no way to this host',
  ENETUNREACH: 'no way to this network',
  ETIMEDOUT: 'no answer in time',
  ECONNRESET: 'connection reset',
  EADDRNOTAVAIL: 'no address of ours for this network',
};

/** OpenSSL's sentence without its numbers and places in the source. */
function describeTlsError(error: Error): string {
  const parts = error.message.trim().split(':');
  return (parts.length > 4 ? (parts[5] ?? parts.at(-1) ?? '') : error.message).slice(0, 200);
}
