/** Reading a request's body, bounded where it is read. */
import { Failure } from '../../base/failure.ts';
import type { HttpRequest } from './server.ts';

/** The JSON value of a body; an absent one is the empty object. Throws Failure `too-large` or `invalid`. */
export async function readJson(request: HttpRequest, maxBytes: number): Promise<unknown> {
  const announced = Number(request.headers['content-length'] ?? 0);
  if (announced > maxBytes) throw tooLarge(maxBytes);
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) throw tooLarge(maxBytes);
    chunks.push(chunk);
  }
  if (size === 0) return {};
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown;
  } catch (cause) {
    throw new Failure('invalid', 'the body is not JSON', { cause, detail: { field: 'body' } });
  }
}

function tooLarge(maxBytes: number): Failure {
  return new Failure('too-large', `the body has more than ${maxBytes} bytes`, { detail: { maxBytes } });
}
