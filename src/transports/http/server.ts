/** An HTTP server on a Unix socket, whose clients are this machine's: the one for everybody is `createWebService`. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { clientErrorAnswer } from './client-error-answer.ts';
import type { Exchange } from './exchange.ts';
import { RequestsUnderWay } from './requests-under-way.ts';

const MAX_HEADER_BYTES = 16 * 1024;
const HEADERS_TIMEOUT_MS = 15_000;
const REQUEST_TIMEOUT_MS = 5 * 60_000;
const KEEP_ALIVE_MS = 60_000;

export type HttpRequest = IncomingMessage;
export type HttpResponse = ServerResponse;
export type HandleRequest = (exchange: Pick<Exchange, 'request' | 'response' | 'peer' | 'signal'>) => Promise<void>;

export interface HttpServer {
  /** Accepts no more; resolves when the requests under way are answered. */
  close(): Promise<void>;
}

/**
 * Resolves when it listens; rejects with what the system says of the endpoint.
 *
 * @param onError is told of what a handler throws: a bug, and the connection ends.
 */
export async function openHttpServer(
  endpoint: { readonly fd: number } | { readonly path: string },
  handle: HandleRequest,
  onError: (error: unknown) => void,
): Promise<HttpServer> {
  const limits = {
    maxHeaderSize: MAX_HEADER_BYTES,
    headersTimeout: HEADERS_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
  };
  const requests = new RequestsUnderWay();
  const server = createServer(limits, (request, response) => {
    const peer = { address: request.socket.remoteAddress ?? '', isTrusted: false };
    handle({ request, response, peer, signal: requests.begin(response) }).catch((error: unknown) => {
      onError(error);
      response.destroy();
    });
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (socket.writable) socket.end(clientErrorAnswer(error.code));
    else socket.destroy();
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(endpoint, () => {
      server.off('error', reject);
      resolve();
    });
  });
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        requests.shutDown();
        server.closeIdleConnections();
      }),
  };
}
