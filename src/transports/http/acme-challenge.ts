/** Proves to a certificate authority that a name leads to this server. RFC 8555 section 8.3 */
import { Failure } from '../../base/failure.ts';
import { sendBytes } from './answers.ts';
import type { Route } from './site.ts';

export interface AcmeChallenges {
  /**
   * The key authorization for a token of an order under way; null for every other. Under whichever name it is asked for:
   * the token alone is the secret, and an authority may have been led here from the name that is proved.
   */
  answer(token: string): string | null;
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
      const answer = TOKEN.test(token) ? challenges.answer(token) : null;
      if (answer === null) throw new Failure('not-found', 'no such challenge');
      await sendBytes(exchange, { type: 'application/octet-stream', bytes: answer });
    },
  };
}
