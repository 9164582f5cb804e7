/** What goes wrong with a certificate authority, as Failures. Problem documents: RFC 8555 section 6.7 */
import { Failure } from '../../base/failure.ts';
import { printable } from '../../base/printable.ts';
import type { AuthorityProblem, NameProblem } from '../../domain/ports/certificate-authority.ts';
import { ACME_LIMITS } from './acme-limits.ts';
import type { AcmeResponse } from './acme-request.ts';
import { parseRetryAfter } from './retry-after.ts';

const TYPE = /^urn:ietf:params:acme:error:([A-Za-z]{1,64})$/;
const MAX_NAMES = 100;

/** Words of a stranger, made safe to be shown. */
export function saidText(value: unknown): string {
  return typeof value === 'string' ? printable(value.slice(0, ACME_LIMITS.saidCharacters)) : '';
}

export function acmeFailure(message: string, problem: Partial<AuthorityProblem>, cause?: unknown): Failure {
  const detail: AuthorityProblem = {
    ...{ reason: 'acme-answer', said: '', type: null, retryAfterMs: null, names: [] },
    ...problem,
  };
  return new Failure('unavailable', message, { detail: { ...detail }, cause });
}

/** For an answer that is not a success. */
export function refusal(response: AcmeResponse, nowMs: number): Failure {
  const document = problemDocument(response);
  const { status } = response;
  const said = saidText(document['detail']) || saidText(document['title']) || `HTTP ${status}`;
  return acmeFailure(`the certificate authority answers ${status}: ${said}`, {
    reason: 'acme-refused',
    said,
    type: problemType(response),
    retryAfterMs: parseRetryAfter(response.headers['retry-after'], nowMs),
    names: namesOf(document['subproblems']),
  });
}

/** The last part of its type; null for what is no problem document of ACME. */
export function problemType(response: AcmeResponse): string | null {
  const { type } = problemDocument(response);
  return typeof type === 'string' ? (TYPE.exec(type)?.[1] ?? null) : null;
}

/** What a problem within an order or a challenge says. */
export function problemText(value: unknown): string | null {
  if (typeof value !== 'object' || value === null) return null;
  const problem = value as Record<string, unknown>;
  const words = saidText(problem['detail']) || saidText(problem['title']) || saidText(problem['type']);
  const names = namesOf(problem['subproblems']).map(({ name, said }) => `${name}: ${said}`);
  return [words, ...names].join('; ').slice(0, ACME_LIMITS.saidCharacters);
}

function problemDocument({ headers, body }: AcmeResponse): Readonly<Record<string, unknown>> {
  if (!/^application\/problem\+json\b/i.test(headers['content-type'] ?? '')) return {};
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

function namesOf(subproblems: unknown): NameProblem[] {
  if (!Array.isArray(subproblems)) return [];
  return subproblems.slice(0, MAX_NAMES).flatMap((each: unknown) => {
    const { identifier, detail } = (each ?? {}) as { identifier?: { value?: unknown }; detail?: unknown };
    const name = saidText(identifier?.value);
    return name === '' ? [] : [{ name, said: saidText(detail) }];
  });
}
