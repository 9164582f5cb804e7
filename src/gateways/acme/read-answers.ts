/** The objects that a certificate authority answers with: RFC 8555 section 7.1. What makes no sense is refused. */
import type { AcmeAuthorization, AcmeOrder, AuthorityTerms } from '../../domain/ports/certificate-authority.ts';
import { ACME_LIMITS } from './acme-limits.ts';
import { acmeFailure, problemText } from './acme-problem.ts';
import { type AcmeResponse, checkAcmeUrl } from './acme-request.ts';
import { parseRetryAfter } from './retry-after.ts';

export interface AcmeDirectory {
  readonly newNonce: string;
  readonly newAccount: string;
  readonly newOrder: string;
  readonly terms: AuthorityTerms;
}

type Fields = Readonly<Record<string, unknown>>;

/** Section 7.1.1 */
export function readDirectory(response: AcmeResponse): AcmeDirectory {
  const fields = readFields(response);
  const meta = (fields['meta'] ?? {}) as Fields;
  return {
    newNonce: urlOf(fields['newNonce']),
    newAccount: urlOf(fields['newAccount']),
    newOrder: urlOf(fields['newOrder']),
    terms: {
      termsOfService: linkOf(meta['termsOfService']),
      website: linkOf(meta['website']),
      needsExternalAccount: meta['externalAccountRequired'] === true,
    },
  };
}

/** Section 7.1.2: the address of the account is in the head of the answer. */
export function readAccountUrl({ headers }: AcmeResponse): string {
  return urlOf(headers['location']);
}

const ORDER_STATES = ['pending', 'ready', 'processing', 'valid', 'invalid'] as const;

/**
 * Section 7.1.3
 *
 * @param url of an order that is there already; null for a new one, whose address is in the head of the answer.
 */
export function readOrder(response: AcmeResponse, url: string | null, nowMs: number): AcmeOrder {
  const fields = readFields(response);
  const { authorizations } = fields;
  if (!Array.isArray(authorizations) || authorizations.length > ACME_LIMITS.authorizations) throw senseless('an order');
  const status = oneOf(ORDER_STATES, fields['status']);
  return {
    url: url ?? urlOf(response.headers['location']),
    status,
    authorizations: authorizations.map(urlOf),
    finalize: urlOf(fields['finalize']),
    certificate: status === 'valid' ? urlOf(fields['certificate']) : null,
    problem: problemText(fields['error']),
    retryAfterMs: parseRetryAfter(response.headers['retry-after'], nowMs),
  };
}

const AUTHORIZATION_STATES = ['pending', 'valid', 'invalid', 'deactivated', 'expired', 'revoked'] as const;
/** 128 bits are 22 characters. Section 8.3 */
const TOKEN = /^[A-Za-z0-9_-]{22,128}$/;

/** Section 7.1.4. @param authorize what is to be answered for a token. */
export function readAuthorization(
  response: AcmeResponse,
  authorize: (token: string) => string,
  nowMs: number,
): AcmeAuthorization {
  const fields = readFields(response);
  const { value: name } = (fields['identifier'] ?? {}) as Fields;
  const challenges = Array.isArray(fields['challenges']) ? (fields['challenges'] as readonly unknown[]) : [];
  const all = challenges.map((each) => (typeof each === 'object' && each !== null ? (each as Fields) : {}));
  const http = all.find(({ type }) => type === 'http-01');
  if (typeof name !== 'string') throw senseless('an authorization');
  return {
    name,
    status: oneOf(AUTHORIZATION_STATES, fields['status']),
    challenge: http === undefined ? null : challengeOf(http, authorize),
    problem: all.map(({ error }) => problemText(error)).find((text) => text !== null) ?? null,
    retryAfterMs: parseRetryAfter(response.headers['retry-after'], nowMs),
  };
}

function challengeOf(fields: Fields, authorize: (token: string) => string): AcmeAuthorization['challenge'] {
  const { token, status } = fields;
  // It becomes part of a path here.
  if (typeof token !== 'string' || !TOKEN.test(token)) throw senseless('a challenge');
  return {
    ...{ url: urlOf(fields['url']), token, keyAuthorization: authorize(token) },
    isPending: status === 'pending',
  };
}

/** Section 9.1 */
export function readChain({ headers, body }: AcmeResponse): string {
  const type = headers['content-type'] ?? '';
  if (!/^application\/pem-certificate-chain\b/i.test(type)) throw senseless('a certificate');
  return body.toString('latin1');
}

function readFields({ body }: AcmeResponse): Fields {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
  } catch {
    // Told below.
  }
  throw senseless('an answer');
}

function urlOf(value: unknown): string {
  return checkAcmeUrl(value).href;
}

/** For people to follow. */
function linkOf(value: unknown): string | null {
  if (typeof value !== 'string' || value.length > ACME_LIMITS.urlCharacters) return null;
  const url = URL.parse(value);
  return url?.protocol === 'https:' || url?.protocol === 'http:' ? url.href : null;
}

function oneOf<const S extends string>(states: readonly S[], value: unknown): S {
  const state = states.find((each) => each === value);
  if (state === undefined) throw senseless('a state');
  return state;
}

function senseless(what: string) {
  return acmeFailure(`the certificate authority sends ${what} that makes no sense`, {});
}
