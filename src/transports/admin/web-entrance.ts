/** The management API over HTTPS: programs show a token, browsers a cookie. SECURITY "session" */
import { Failure } from '../../base/failure.ts';
import type { Authenticator } from '../../domain/access/principal.ts';
import type { Sessions } from '../../domain/access/sessions/sessions.ts';
import type { SignIn } from '../../domain/access/sign-in/sign-in.ts';
import type { EndpointName } from '../../wire/admin/endpoints.ts';
import { hasBody } from '../http/body.ts';
import { attemptFrom } from './attempt-from.ts';
import type { ApiExchange, Entrance } from './entrance.ts';
import { isFromOwnScript, mustBeOwnSite } from './must-be-own-site.ts';
import { readBearer } from './read-bearer.ts';
import { NO_SESSION_COOKIE, readSessionCookie, sessionCookie } from './session-cookie.ts';

interface Dependencies {
  readonly authenticator: Pick<Authenticator, 'verifyToken'>;
  readonly sessions: Pick<Sessions, 'verify'>;
  readonly signIn: Pick<SignIn, 'end'>;
}

/** A new session, wherever an endpoint's answer tells of one. */
interface WithSecret {
  readonly secret: string;
}

export function createWebEntrance({ authenticator, sessions, signIn }: Dependencies): Entrance {
  const ownerOf = async ({ request, peer }: ApiExchange) => {
    const secret = readSessionCookie(request.headers.cookie);
    return secret === null ? null : sessions.verify(secret, { services: ['http'], address: peer.address });
  };
  /** The secret goes where no script can read it. Of a session that the browser has had before nothing is left. */
  const keepInCookie = async <S extends WithSecret>(exchange: ApiExchange, session: S): Promise<S> => {
    const before = await ownerOf(exchange);
    if (before !== null) await signIn.end(before);
    exchange.response.setHeader('set-cookie', sessionCookie(session.secret));
    return { ...session, secret: '' };
  };

  return {
    service: 'http',

    admit(exchange) {
      if (isFromOwnScript(exchange)) mustBeOwnSite(exchange);
      mustBeJson(exchange);
    },

    async identify(exchange) {
      const token = readBearer(exchange.request.headers.authorization);
      if (token !== null) {
        return authenticator.verifyToken({ ...attemptFrom(exchange.peer), service: 'admin' }, token);
      }
      // A cookie that is over is no guess: nobody is kept out for it.
      const owner = isFromOwnScript(exchange) ? await ownerOf(exchange) : null;
      if (owner === null) throw new Failure('authentication-failed', 'nobody has signed in');
      return owner;
    },

    async conclude(exchange, action, result) {
      if (!isFromOwnScript(exchange)) return result;
      return CONCLUSIONS[action]?.(exchange, result, keepInCookie) ?? result;
    },
  };
}

type Conclude = (
  exchange: ApiExchange,
  result: unknown,
  keep: (exchange: ApiExchange, session: WithSecret) => Promise<WithSecret>,
) => unknown;

const keepSession: Conclude = (exchange, result, keep) => keep(exchange, result as WithSecret);

const keepSessionIfAny: Conclude = async (exchange, result, keep) => {
  const { session, ...rest } = result as { readonly session: WithSecret | null };
  return { ...rest, session: session === null ? null : await keep(exchange, session) };
};

const CONCLUSIONS: Partial<Record<EndpointName, Conclude>> = {
  'sign-in': keepSessionIfAny,
  'sign-in.second-factor': keepSession,
  'sign-in.passkey': keepSession,
  'me.password': keepSessionIfAny,
  'sign-out'({ response }, result) {
    response.setHeader('set-cookie', NO_SESSION_COOKIE);
    return result;
  },
};

/** Forms of other sites can send other types to us, and nothing but these. */
function mustBeJson({ request }: ApiExchange): void {
  const type = request.headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();
  if (!hasBody(request.headers) || type === 'application/json') return;
  throw new Failure('invalid', 'the body has to be application/json', { detail: { field: 'content-type' } });
}
