/** Reading a request's body, bounded where it is read. */
import { Failure, isFailure } from '../../base/failure.ts';
import type { HttpRequest } from './server.ts';

/** Throws Failure `too-large`, and `invalid` when the client goes away in the middle of it. What is left stays unread. */
export async function readBytes(request: HttpRequest, maxBytes: number): Promise<Buffer> {
  const announced = Number(request.headers['content-length'] ?? 0);
  if (announced > maxBytes) throw tooLarge(maxBytes);
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    // The connection outlives what is not wanted of the body, so that this can be said.
    for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > maxBytes) throw tooLarge(maxBytes);
      chunks.push(chunk);
    }
  } catch (cause) {
    if (isFailure(cause) || !request.destroyed) throw cause;
    throw new Failure('invalid', 'the body ends early', { cause, detail: { field: 'body' } });
  }
  return Buffer.concat(chunks);
}

/** Whether something of a body may still come that nobody has read: then the connection is good for nothing else. */
export function hasUnreadBody({ complete, headers }: HttpRequest): boolean {
  return !complete && hasBody(headers);
}

/** RFC 9112 */
export function hasBody(headers: HttpRequest['headers']): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

/** The fields of a form, `application/x-www-form-urlencoded`. Throws Failure `too-large`. */
export async function readForm(request: HttpRequest, maxBytes: number): Promise<URLSearchParams> {
  return new URLSearchParams((await readBytes(request, maxBytes)).toString('utf8'));
}

/** The JSON value of a body; an absent one is the empty object. Throws Failure `too-large` or `invalid`. */
export async function readJson(request: HttpRequest, maxBytes: number): Promise<unknown> {
  const body = await readBytes(request, maxBytes);
  if (body.length === 0) return {};
  try {
    return JSON.parse(body.toString('utf8')) as unknown;
  } catch (cause) {
    throw new Failure('invalid', 'the body is not JSON', { cause, detail: { field: 'body' } });
  }
}

function tooLarge(maxBytes: number): Failure {
  return new Failure('too-large', `the body has more than ${maxBytes} bytes`, { detail: { maxBytes } });
}
