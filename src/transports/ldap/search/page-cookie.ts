/**
 * Where the next page begins: RFC 2696. The server keeps nothing between two pages; what it needs is in the cookie, which
 * names a place in an order and opens nothing that a search would not.
 */
import { createHash } from 'node:crypto';
import { Failure } from '../../../base/failure.ts';
import type { SortKey } from '../../../wire/ldap/controls.ts';
import { formatFilter } from '../../../wire/ldap/format-filter.ts';
import type { SearchRequest } from '../../../wire/ldap/request.ts';
import { decodeUtf8 } from '../../../wire/line/decode-utf8.ts';
import type { Position } from './walk.ts';

export interface PageStart extends Position {
  /** Entries returned so far: the size limit of the client holds for all pages together. */
  readonly sent: number;
}

const MAX_COOKIE_BYTES = 1024;
const DIGEST_LENGTH = 16;

/** Of what must stay the same from page to page. */
export function searchDigest({ base, scope, filter }: SearchRequest, sortKeys: readonly SortKey[]): string {
  const what = JSON.stringify([base, scope, formatFilter(filter), sortKeys]);
  return createHash('sha256').update(what).digest('base64url').slice(0, DIGEST_LENGTH);
}

export function formatCookie(digest: string, { source, after, sent }: PageStart): Uint8Array {
  return Buffer.from(JSON.stringify([digest, source, after, sent]));
}

/** Throws Failure `unsupported` for what is none of this search. */
export function parseCookie(digest: string, cookie: Uint8Array): PageStart {
  if (cookie.length > MAX_COOKIE_BYTES) throw foreign();
  const [given, source, after, sent, ...rest] = parseList(cookie);
  const isOurs = given === digest && isCount(source) && typeof after === 'string' && isCount(sent) && rest.length === 0;
  if (!isOurs) throw foreign();
  return { source, after, sent };
}

function parseList(cookie: Uint8Array): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(decodeUtf8(cookie));
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function foreign(): Failure {
  return new Failure('unsupported', 'not a cookie of this search');
}
