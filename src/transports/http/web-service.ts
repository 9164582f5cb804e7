/**
 * HTTP on the connections of a listener, which has counted them, read what a proxy says and made TLS: here is what is HTTP's
 * own. Its syntax is read by Node's parser in its strict mode; limits on time, size and number are ours. RFC 9112
 */
import { createServer } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../base/log.ts';
import type { Settings } from '../../domain/settings/settings.ts';
import type { Connection, ServeConnection } from '../net/connection.ts';
import type { Deadlines } from '../net/deadlines.ts';
import type { NetworkPolicy } from '../net/network-policy.ts';
import { clientErrorAnswer } from './client-error-answer.ts';
import { readForwarded } from './forwarded.ts';
import { RequestsUnderWay } from './requests-under-way.ts';
import type { HttpRequest, HttpResponse } from './server.ts';
import type { AnswerRequest } from './site.ts';
import { TransferWatch } from './transfer-watch.ts';

const MAX_HEADER_BYTES = 16 * 1024;
const MAX_HEADERS = 100;
/** Requests that wait for their turn on one connection: no browser sends any before it has its answer. */
const MAX_PIPELINED = 16;
/** RFC 9110 section 15.5.18 */
const EXPECTATION_FAILED = 417;
/** How late a timeout may be noticed. */
const TIMEOUT_CHECK_MS = 1000;

export interface WebServiceOptions {
  readonly answer: AnswerRequest;
  readonly policy: Pick<NetworkPolicy, 'isTrusted' | 'isForwarder'>;
  readonly settings: Pick<Settings, 'get'>;
  readonly clock: Clock;
  readonly deadlines: Deadlines;
  readonly log: Logger;
}

export interface WebService extends Disposable {
  readonly serve: ServeConnection;
}

interface Client {
  readonly connection: Connection;
  readonly requests: RequestsUnderWay;
  /** Closes it, when what was written has left. */
  readonly end: () => void;
}

export function createWebService({ answer, policy, settings, clock, deadlines, log }: WebServiceOptions): WebService {
  const clients = new WeakMap<Socket, Client>();
  const limits = { maxHeaderSize: MAX_HEADER_BYTES, connectionsCheckingInterval: TIMEOUT_CHECK_MS };
  const take = (request: HttpRequest, response: HttpResponse, refusal: number | null) => {
    const client = clients.get(request.socket);
    if (client === undefined || client.requests.size >= MAX_PIPELINED) {
      request.socket.destroy();
      return;
    }
    const { connection, requests } = client;
    // What is still sent is nothing that anybody waits for, and may be somebody else's words.
    if (requests.isClosing) return;
    const isLast = refusal !== null || requests.count + 1 >= settings.get('httpMaxRequestsPerConnection');
    if (isLast) response.shouldKeepAlive = false;
    const signal = requests.begin(response);
    requests.inTurn(response, () => {
      if (refusal !== null) {
        response.writeHead(refusal, { 'content-length': 0 }).end();
        return;
      }
      const { peer, tls } = connection;
      const forwarded = readForwarded(request, peer, policy);
      const isSecure = tls !== null || forwarded?.isSecure === true;
      answer(request, response, { peer: forwarded?.peer ?? peer, isSecure, signal }).catch((error: unknown) => {
        log.error({ err: error }, 'bug in the web server');
        response.destroy();
      });
    });
  };
  const server = createServer(limits, (request, response) => take(request, response, refusalOf(request)));
  // Node would answer by itself, and count nothing.
  server.on('checkExpectation', (request, response) => take(request, response, EXPECTATION_FAILED));
  // What is too much is refused, never left out.
  server.maxHeadersCount = 0;
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    const client = clients.get(socket as Socket);
    if (client === undefined || error.code === 'ECONNRESET') socket.destroy();
    else refuse(client, socket, error.code);
  });
  // It never listens by itself; this is when it begins to watch over timeouts.
  server.emit('listening');

  return {
    async serve(connection) {
      server.headersTimeout = settings.get('httpHeadersTimeoutMs');
      server.requestTimeout = settings.get('httpRequestTimeoutMs');
      server.keepAliveTimeout = settings.get('httpKeepAliveMs');
      const { promise: over, resolve: onOver } = Promise.withResolvers<void>();
      const requests = new RequestsUnderWay(onOver);
      const stream = connection.takeStream(() => requests.shutDown());
      clients.set(stream, { connection, requests, end: onOver });
      const watch = new TransferWatch({
        socket: stream,
        requests,
        minimumRate: () => settings.get('httpMinimumRate'),
        clock,
      });
      deadlines.watch(watch);
      stream.once('close', () => deadlines.forget(watch));
      stream.once('close', onOver);
      server.emit('connection', stream);
      stream.resume();
      await over;
    },
    [Symbol.dispose]() {
      server.close();
    },
  };
}

/** What comes is no HTTP, or comes too slowly: that is said where it is not taken for a part of another answer. */
function refuse({ requests, end }: Client, socket: Duplex, code: string | undefined): void {
  const [first, ...others] = requests.unanswered;
  const isOfFirst = first === undefined || (!first.req.complete && !first.headersSent && others.length === 0);
  if (!isOfFirst) {
    requests.finish();
    return;
  }
  if (!requests.isClosing && socket.writable) {
    // Whoever is about to answer it writes no second answer behind this one.
    if (first !== undefined) requests.takeOver(first, socket);
    socket.write(clientErrorAnswer(code));
  }
  requests.finish();
  end();
}

/** The status for what Node's parser lets through. */
function refusalOf({ httpVersion, headers, rawHeaders }: HttpRequest): number | null {
  if (httpVersion !== '1.1' && httpVersion !== '1.0') return 505;
  // Others do not know where such a request ends. RFC 9112
  if (httpVersion === '1.0' && headers['transfer-encoding'] !== undefined) return 400;
  return rawHeaders.length > 2 * MAX_HEADERS ? 431 : null;
}
