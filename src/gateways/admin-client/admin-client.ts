/** Speaks the management API of a running server over its Unix socket. */
import { request as httpRequest } from 'node:http';
import { Failure, type FailureCode } from '../../base/failure.ts';
import { API_PREFIX, type Endpoint, type EndpointAnswer, type EndpointInput } from '../../wire/admin/endpoint.ts';
import { errorSchema } from '../../wire/admin/schemas.ts';

/** Larger answers are not ours. */
const MAX_RESPONSE_BYTES = 64 * 1024 * 1024;

export interface AdminClient {
  /**
   * Calls an endpoint. What is left out of `input` is empty. Throws the server's Failure, `unavailable` when no server
   * listens there (`detail.socketPath`) or its answer does not come, or `no-permission` when the caller may not open its
   * socket.
   */
  call<E extends Endpoint>(endpoint: E, input?: Partial<EndpointInput<E>>): Promise<EndpointAnswer<E>>;
}

export function createAdminClient(socketPath: string): AdminClient {
  return {
    async call(endpoint, input = {}) {
      const path = fillPath(endpoint.path, input.path ?? {});
      const query = new URLSearchParams(
        Object.entries((input.query ?? {}) as Record<string, unknown>)
          .filter(([, value]) => value !== undefined)
          .map(([name, value]): [string, string] => [name, String(value)]),
      ).toString();
      const target = `${API_PREFIX}${path}${query === '' ? '' : `?${query}`}`;
      const body = input.body === undefined ? null : JSON.stringify(input.body);
      const { status, text } = await send(socketPath, endpoint.method, target, body);
      const value = parse(text);
      if (status === 200) return endpoint.result.parse(value) as EndpointAnswer<typeof endpoint>;
      const error = errorSchema.safeParse(value);
      if (!error.success) throw new Failure('unavailable', `unexpected answer ${status} of the server`);
      const { code, message, detail } = error.data.error;
      throw new Failure(code as FailureCode, message, { detail });
    },
  };
}

function fillPath(path: string, parameters: Readonly<Record<string, string>>): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(parameters[name] ?? ''));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new Failure('unavailable', 'the server answered with something else than JSON', { cause });
  }
}

function send(
  socketPath: string,
  method: string,
  path: string,
  body: string | null,
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const headers =
      body === null ? {} : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) };
    const request = httpRequest({ socketPath, method, path, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      response.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > MAX_RESPONSE_BYTES) response.destroy(new Error('the answer is too large'));
        else chunks.push(chunk);
      });
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') }),
      );
      response.on('error', fail);
    });
    const fail = (cause: NodeJS.ErrnoException) => reject(failureOf(cause, socketPath));
    request.on('error', fail);
    request.end(body ?? undefined);
  });
}

function failureOf(cause: NodeJS.ErrnoException, socketPath: string): Failure {
  const { code = '' } = cause;
  if (FORBIDDEN.includes(code)) return new Failure('no-permission', 'the socket belongs to somebody else', { cause });
  if (ABSENT.includes(code)) return new Failure('unavailable', 'no server listens', { cause, detail: { socketPath } });
  return new Failure('unavailable', 'the connection to the server broke off', { cause });
}

const FORBIDDEN: readonly string[] = ['EACCES', 'EPERM'];
/** No socket, no folder for it, or one that a server has left behind. */
const ABSENT: readonly string[] = ['ENOENT', 'ENOTDIR', 'ECONNREFUSED'];
