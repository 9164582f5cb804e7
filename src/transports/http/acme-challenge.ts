/** Proves to a certificate authority that a name leads to this server. RFC 8555 section 8.3 */
import { Failure } from '../../base/failure.ts';
import { sendBytes } from './answers.ts';
import type { Route } from './site.ts';

export interface AcmeChallenges {
  /**
   * The key authorization for a token of an order under way; null for every other.
   *
   * @param hostName for which it is asked, in lower case.
   */
  answer(token: string, hostName: string): string | null;
}

const PREFIX = '/.well-known/acme-challenge/';
/** base64url: RFC 8555 section 8.1 */
const TOKEN = /^[A-Za-z0-9_-]{1,128}$/;

/** The authority asks in the clear. Nothing of what it asks is told back but what was put there to be asked for. */
export function createAcmeChallengeRoute(challenges: AcmeChallenges): Route {
  return {
    path: PREFIX,
    methods: ['GET'],
    isAlsoPlain: true,
    async handle(exchange) {
      const token = exchange.url.pathname.slice(PREFIX.length);
      const answer = TOKEN.test(token) ? challenges.answer(token, exchange.host.name) : null;
      if (answer === null) throw new Failure('not-found', 'no such challenge');
      await sendBytes(exchange, { type: 'application/octet-stream', bytes: answer });
    },
  };
}
