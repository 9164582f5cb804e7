/** An HTTP server with the limits that all of ours share. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

const MAX_HEADER_BYTES = 16 * 1024;
const HEADERS_TIMEOUT_MS = 15_000;
const REQUEST_TIMEOUT_MS = 5 * 60_000;
const KEEP_ALIVE_MS = 60_000;

export type HttpRequest = IncomingMessage;
export type HttpResponse = ServerResponse;
export type HandleRequest = (request: HttpRequest, response: HttpResponse) => Promise<void>;

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
  const server = createServer(limits, (request, response) => {
    handle(request, response).catch((error: unknown) => {
      onError(error);
      response.destroy();
    });
  });
  server.on('clientError', (_error, socket) => {
    if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
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
        server.closeIdleConnections();
      }),
  };
}
