import { Failure } from '../../base/failure.ts';

/** RFC 6750 section 2.1; the name of the scheme in any case: RFC 9110 section 11.1. */
const BEARER = /^Bearer +([^\s]+)$/i;

/**
 * The token of a request. Null where there is no such header; never where it is of another kind, so that nobody who says
 * who he is is taken for somebody else. Throws Failure `authentication-failed`.
 *
 * @param header `Authorization`
 */
export function readBearer(header: string | undefined): string | null {
  if (header === undefined) return null;
  const token = BEARER.exec(header)?.[1];
  if (token === undefined) throw new Failure('authentication-failed', 'the authorization is no bearer token');
  return token;
}
