/** Requests that need a nonce. One that the authority does not take is replaced: RFC 8555 sections 6.5 and 7.2 */
import type { Clock } from '../../base/clock.ts';
import { ACME_LIMITS } from './acme-limits.ts';
import { acmeFailure, problemType, refusal } from './acme-problem.ts';
import type { AcmeResponse, SendAcmeRequest } from './acme-request.ts';
import { type JwsSigner, signRequest } from './jws.ts';

export interface SignedRequest {
  readonly signer: JwsSigner;
  readonly url: string;
  /** Null for a POST-as-GET. */
  readonly payload: unknown;
  readonly accept?: string;
}

/** Resolves with a success; rejects as `CertificateAuthority` says. */
export type PostSigned = (request: SignedRequest, signal: AbortSignal) => Promise<AcmeResponse>;

export interface SignedRequestsDeps {
  readonly send: SendAcmeRequest;
  /** Where a nonce can be had. */
  readonly nonceUrl: (signal: AbortSignal) => Promise<string>;
  readonly clock: Clock;
}

const NONCE = /^[A-Za-z0-9_-]+$/;

export function createPostSigned({ send, nonceUrl, clock }: SignedRequestsDeps): PostSigned {
  let known: string | null = null;

  const keep = ({ headers }: AcmeResponse) => {
    const nonce = headers['replay-nonce'] ?? '';
    known = NONCE.test(nonce) && nonce.length <= ACME_LIMITS.nonceCharacters ? nonce : null;
  };
  const nextNonce = async (signal: AbortSignal): Promise<string> => {
    if (known === null) keep(await send({ method: 'HEAD', url: await nonceUrl(signal) }, signal));
    const nonce = known;
    // Each is good for one request.
    known = null;
    if (nonce === null) throw acmeFailure('the certificate authority gives no nonce', {});
    return nonce;
  };

  return async ({ signer, url, payload, accept }, signal) => {
    for (let tries = 0; ; tries++) {
      const body = signRequest(signer, url, await nextNonce(signal), payload);
      const response = await send({ method: 'POST', url, body, ...(accept === undefined ? {} : { accept }) }, signal);
      keep(response);
      if (response.status >= 200 && response.status <= 299) return response;
      const mayRetry = problemType(response) === 'badNonce' && tries < ACME_LIMITS.nonceRetries;
      if (!mayRetry) throw refusal(response, clock.nowMs());
    }
  };
}
