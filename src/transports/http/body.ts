/** Reading a request's body, bounded where it is read. */
import { Failure, isFailure } from '../../base/failure.ts';
import type { HttpRequest } from './server.ts';

/** Values within values: more than any request of ours has, and far less than what a recursive reader can bear. */
const MAX_JSON_DEPTH = 64;

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

/** The JSON value of a body; an absent one is the empty object. Throws Failure `too-large` or `invalid` (no JSON, or too deep). */
export async function readJson(request: HttpRequest, maxBytes: number): Promise<unknown> {
  const body = await readBytes(request, maxBytes);
  if (body.length === 0) return {};
  const value = parseJson(body.toString('utf8'));
  if (isDeeper(value, MAX_JSON_DEPTH)) {
    throw new Failure('invalid', 'the body is nested too deeply', { detail: { field: 'body' } });
  }
  return value;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new Failure('invalid', 'the body is not JSON', { cause, detail: { field: 'body' } });
  }
}

/** Level by level: it must not fail where those would that it protects. */
function isDeeper(value: unknown, maxDepth: number): boolean {
  let level = [value].filter(isCompound);
  for (let depth = 1; level.length > 0; depth += 1) {
    if (depth > maxDepth) return true;
    level = level.flatMap((each) => Object.values(each).filter(isCompound));
  }
  return false;
}

function isCompound(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function tooLarge(maxBytes: number): Failure {
  return new Failure('too-large', `the body has more than ${maxBytes} bytes`, { detail: { maxBytes } });
}
