/**
 * One connection to a remote directory, with one operation at a time. RFC 4511
 *
 * What comes is read only when somebody waits for it, so that a server cannot fill our memory. After anything that is
 * thrown here, and after a search that was not read to its end, the connection is closed.
 */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { type Failure, isFailure } from '../../base/failure.ts';
import type { RemoteServer, RemoteStep } from '../../domain/ports/remote-directory.ts';
import { EXTENSION } from '../../wire/ldap/extensions.ts';
import { formatRequest } from '../../wire/ldap/format-request.ts';
import { MessageFramer } from '../../wire/ldap/message-framer.ts';
import { parseResponse } from '../../wire/ldap/parse-response.ts';
import type { Control, Request, SearchRequest } from '../../wire/ldap/request.ts';
import { type Response, type ResponseMessage, type Result, UNSOLICITED_ID } from '../../wire/ldap/response.ts';
import type { LdapClientLimits } from './ldap-limits.ts';
import { remoteProblem } from './remote-problem.ts';
import type { ServerTrust } from './server-trust.ts';

export type FoundEntry = Extract<Response, { readonly kind: 'entry' }>;

/** How a search, or a page of it, ended. */
export interface SearchEnd {
  readonly result: Result;
  readonly controls: readonly Control[];
}

export interface LdapConnectionOptions {
  readonly server: RemoteServer;
  readonly trust: ServerTrust;
  readonly limits: LdapClientLimits;
  readonly signal: AbortSignal;
  /** Told of each step that is done. */
  readonly onStep?: (step: RemoteStep) => void;
}

export class LdapConnection {
  readonly #server: RemoteServer;
  readonly #limits: LdapClientLimits;
  readonly #framer = new MessageFramer();
  #stream: Socket;
  #lastId = 0;
  #isBroken = false;
  /** An operation is under way: what comes is its answer, and is left where it is until somebody asks for it. */
  #isBusy = false;
  #wake: (() => void) | null = null;

  private constructor(stream: Socket, { server, limits }: LdapConnectionOptions) {
    this.#server = server;
    this.#limits = limits;
    this.#stream = stream;
  }

  /** Reaches the server, and puts TLS on where it is wanted. Throws Failure `unavailable`, or the signal's reason. */
  static async open(options: LdapConnectionOptions): Promise<LdapConnection> {
    const { server, limits, signal, trust, onStep = () => {} } = options;
    const { host, port } = server;
    const deadline = AbortSignal.any([signal, AbortSignal.timeout(limits.timeoutMs)]);
    const raw = connect({ host, port, noDelay: true, keepAlive: true });
    await opened(raw, 'connect', deadline).catch((error: unknown) => {
      raw.destroy();
      throw signal.aborted ? signal.reason : remoteProblem(server, 'reach', sentenceOf(error), error);
    });
    onStep('reach');
    const connection = new LdapConnection(raw, options);
    if (server.tls !== 'implicit') connection.#watch(raw);
    if (server.tls === 'none') return connection;
    try {
      if (server.tls === 'starttls') await connection.#askForTls(signal);
      await connection.#secure(trust, signal);
    } catch (error) {
      connection.close();
      throw error;
    }
    onStep('tls');
    return connection;
  }

  /** As far as can be seen. */
  get isOpen(): boolean {
    return !this.#isBroken && !this.#stream.destroyed && this.#stream.writable;
  }

  /** A simple bind: RFC 4511 section 4.2. The result is the caller's to judge. */
  async bind(name: string, password: string, signal: AbortSignal): Promise<Result> {
    const authentication = { kind: 'simple', password: Buffer.from(password) } as const;
    const response = await this.#ask({ kind: 'bind', version: 3, name, authentication }, 'sign-in', signal);
    if (response.kind === 'bind') return response.result;
    throw this.#broken('sign-in', 'an answer of another kind');
  }

  /** Entries one by one, then how it ended, which the caller judges. */
  async *search(
    request: SearchRequest,
    controls: readonly Control[],
    signal: AbortSignal,
  ): AsyncGenerator<FoundEntry, SearchEnd> {
    const id = this.#send(request, controls);
    let isOver = false;
    try {
      for (;;) {
        const { response, controls: given = [] } = await this.#next(id, 'search', signal);
        if (response.kind === 'entry') yield response;
        else if (response.kind === 'result' && response.of === 'search') {
          isOver = true;
          this.#isBusy = false;
          return { result: response.result, controls: given };
        } else if (response.kind !== 'reference' && response.kind !== 'intermediate') {
          throw this.#broken('search', 'an answer of another kind');
        }
      }
    } finally {
      if (!isOver) this.close();
    }
  }

  /** Takes leave, and does not wait. */
  close(): void {
    if (this.isOpen) this.#send({ kind: 'unbind' }, []);
    this.#isBroken = true;
    this.#stream.destroySoon();
  }

  async #askForTls(signal: AbortSignal): Promise<void> {
    const response = await this.#ask({ kind: 'extended', name: EXTENSION.startTls, value: null }, 'tls', signal);
    if (response.kind !== 'extended') throw this.#broken('tls', 'an answer of another kind');
    const { code, message } = response.result;
    if (code !== 'success') throw this.#broken('tls', message || code);
    // Whatever came in the clear behind the answer was put there by somebody else. RFC 4511 section 4.14.1
    if (this.#framer.length > 0 || this.#stream.readableLength > 0) {
      throw this.#broken('tls', 'more in the clear than the answer to StartTLS');
    }
  }

  async #secure(trust: ServerTrust, signal: AbortSignal): Promise<void> {
    const raw = this.#stream;
    for (const event of ['error', 'readable', 'end', 'close']) raw.removeAllListeners(event);
    const deadline = AbortSignal.any([signal, AbortSignal.timeout(this.#limits.timeoutMs)]);
    const secured = connectTls({ ...trust.options(), socket: raw });
    this.#stream = secured;
    await opened(secured, 'secureConnect', deadline).catch((error: unknown) => {
      secured.destroy();
      throw signal.aborted ? signal.reason : this.#broken('tls', sentenceOf(error), error);
    });
    this.#watch(secured);
    const fault = trust.judge(secured);
    if (fault !== null) throw this.#broken('tls', fault);
  }

  async #ask(request: Request, step: RemoteStep, signal: AbortSignal): Promise<Response> {
    const id = this.#send(request, []);
    try {
      const { response } = await this.#next(id, step, signal);
      this.#isBusy = false;
      return response;
    } catch (error) {
      this.#isBroken = true;
      this.#stream.destroy();
      throw error;
    }
  }

  #send(request: Request, controls: readonly Control[]): number {
    this.#lastId += 1;
    this.#isBusy = true;
    this.#stream.write(formatRequest({ messageId: this.#lastId, request, controls }));
    return this.#lastId;
  }

  async #next(id: number, step: RemoteStep, signal: AbortSignal): Promise<ResponseMessage> {
    const timeoutMs = step === 'search' ? this.#limits.searchTimeoutMs : this.#limits.timeoutMs;
    const deadline = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
    for (;;) {
      const message = this.#take(step);
      if (message === null) {
        await this.#more(step, deadline, signal);
      } else if (message.messageId === UNSOLICITED_ID && message.response.kind === 'extended') {
        // The notice of disconnection: RFC 4511 section 4.4.1
        throw this.#broken(step, message.response.result.message || message.response.result.code);
      } else if (message.messageId === id) {
        return message;
      } else {
        throw this.#broken(step, `an answer to ${message.messageId}, which was not asked`);
      }
    }
  }

  #take(step: RemoteStep): ResponseMessage | null {
    try {
      const bytes = this.#framer.next(this.#limits.messageBytes);
      return bytes === null ? null : parseResponse(bytes);
    } catch (error) {
      if (!isFailure(error)) throw error;
      throw this.#broken(step, error.message, error);
    }
  }

  /** Waits until more has come. */
  async #more(step: RemoteStep, deadline: AbortSignal, signal: AbortSignal): Promise<void> {
    for (;;) {
      const chunk: Buffer | null = this.#stream.read();
      if (chunk !== null) {
        this.#framer.push(chunk);
        return;
      }
      if (this.#isBroken) throw this.#broken(step, 'the connection was closed');
      if (signal.aborted) throw signal.reason;
      if (deadline.aborted) throw this.#broken(step, SENTENCES.ABORT_ERR);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        deadline.addEventListener('abort', () => resolve(), { once: true });
      });
      this.#wake = null;
    }
  }

  #broken(step: RemoteStep, said: string, cause?: unknown): Failure {
    this.#isBroken = true;
    this.#stream.destroy();
    return remoteProblem(this.#server, step, said, cause);
  }

  /** An end or an error is met by whoever reads or writes next. */
  #watch(stream: Socket): void {
    const over = () => {
      this.#isBroken = true;
      this.#wake?.();
    };
    stream.on('error', over).on('end', over).on('close', over);
    stream.on('readable', () => {
      // Unasked comes only the notice that the server hangs up: RFC 4511 section 4.4.1
      if (!this.#isBusy && stream.read() !== null) stream.destroy();
      this.#wake?.();
    });
  }
}

async function opened(socket: Socket, event: string, signal: AbortSignal): Promise<void> {
  await once(socket, event, { signal });
}

const SENTENCES = {
  ECONNREFUSED: 'connection refused',
  EHOSTUNREACH: 'no way to this host',
  ENETUNREACH: 'no way to this network',
  ENOTFOUND: 'no such host',
  EAI_AGAIN: 'the name cannot be looked up',
  ETIMEDOUT: 'no answer in time',
  ECONNRESET: 'connection reset',
  ABORT_ERR: 'no answer in time',
} as const;
const BY_CODE: Readonly<Record<string, string>> = SENTENCES;

function sentenceOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // Of several addresses of one name each has its own error.
  const [first] = error instanceof AggregateError ? (error.errors as readonly unknown[]) : [];
  const { code, message } = (first instanceof Error ? first : error) as NodeJS.ErrnoException;
  return BY_CODE[code ?? ''] ?? (code === undefined ? message : `${message} (${code})`);
}
