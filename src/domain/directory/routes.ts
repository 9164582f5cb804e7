/** Routes: where mail for other domains is taken in place of their MX records, with the smart host. REQUIREMENTS MO3 */
import { Failure, isFailure } from '../../base/failure.ts';
import { NetworkSet, parseNetwork } from '../../base/network.ts';
import type { SecretBox } from '../../base/secret-box.ts';
import type { MailRoute } from '../ports/directory.ts';
import { applyOne, type Store } from '../ports/store.ts';
import { checkDomainName, invalid } from './names.ts';

export interface NewRoute {
  /** A domain, `.example.org` for all below it, `*` for everything that has no route of its own. */
  readonly pattern: string;
  /** Name or literal address, without brackets. */
  readonly host: string;
  readonly port: number;
  readonly tls: MailRoute['tls'];
  /** Signs in there; null without. */
  readonly signIn: { readonly userName: string; readonly password: string } | null;
}

export interface Routes {
  list(): Promise<readonly MailRoute[]>;
  /** Adds a route, or replaces that of the same pattern. Throws Failure `invalid`. */
  set(route: NewRoute): Promise<MailRoute>;
  /** Throws Failure `not-found`. */
  delete(pattern: string): Promise<void>;
}

const MAX_SIGN_IN_LENGTH = 512;
const MAX_PORT = 65_535;
const LOOPBACK = new NetworkSet(['127.0.0.0/8', '::1/128']);
const CONTROLS = /[\u0000-\u001f\u007f]/;

export function createRoutes(store: Store, box: SecretBox): Routes {
  return {
    list: () => store.reader().directory.mailRoutes(),

    async set(request) {
      const route = { ...checkRoute(request), userName: null, sealedPassword: null };
      const sealed = request.signIn === null ? route : { ...route, ...sealSignIn(box, route, request.signIn) };
      await applyOne(store, { kind: 'set-mail-route', pattern: sealed.pattern, route: sealed });
      return sealed;
    },

    async delete(text) {
      const pattern = checkPattern(text);
      const routes = await store.reader().directory.mailRoutes();
      if (!routes.some((route) => route.pattern === pattern)) {
        throw new Failure('not-found', `no such route: ${pattern}`, { detail: { kind: 'route', name: pattern } });
      }
      await applyOne(store, { kind: 'set-mail-route', pattern, route: null });
    },
  };
}

/** The password of a route that has one; the empty text otherwise. Throws Failure `unavailable` when it does not open. */
export function openRoutePassword(box: SecretBox, route: MailRoute): string {
  if (route.sealedPassword === null) return '';
  return Buffer.from(box.open(purposeOf(route), route.sealedPassword)).toString('utf8');
}

/** Bound to the host: whoever can write to the store alone cannot have the password sent elsewhere. */
function purposeOf({ host, port, tls }: Pick<MailRoute, 'host' | 'port' | 'tls'>): string {
  return `mail route ${host} ${port} ${tls}`;
}

function sealSignIn(
  box: SecretBox,
  route: Pick<MailRoute, 'host' | 'port' | 'tls'>,
  { userName, password }: NonNullable<NewRoute['signIn']>,
): Pick<MailRoute, 'userName' | 'sealedPassword'> {
  if (userName === '' || userName.length > MAX_SIGN_IN_LENGTH || CONTROLS.test(userName))
    throw invalid('userName', userName);
  if (password === '' || password.length > MAX_SIGN_IN_LENGTH || CONTROLS.test(password)) throw invalid('password', '');
  // An attacker on the way would only have to take STARTTLS out of the greeting.
  const isVerified = route.tls === 'required' || route.tls === 'implicit';
  if (!isVerified && route.host !== 'localhost' && !LOOPBACK.has(route.host)) {
    throw new Failure('invalid', 'a sign-in needs TLS', { detail: { field: 'tls', reason: 'sign-in-without-tls' } });
  }
  return { userName, sealedPassword: box.seal(purposeOf(route), Buffer.from(password)) };
}

function checkRoute({ pattern, host, port, tls }: NewRoute): Pick<MailRoute, 'pattern' | 'host' | 'port' | 'tls'> {
  if (!Number.isInteger(port) || port < 1 || port > MAX_PORT) throw invalid('port', String(port));
  return { pattern: checkPattern(pattern), host: checkHost(host), port, tls };
}

function checkPattern(text: string): string {
  if (text === '*') return text;
  return text.startsWith('.') ? `.${checkDomainName(text.slice(1))}` : checkDomainName(text);
}

function checkHost(text: string): string {
  const literal = /^\[(?:IPv6:)?(.+)\]$/i.exec(text)?.[1] ?? text;
  if (!literal.includes('/') && parseNetwork(literal) !== null) return literal.toLowerCase();
  try {
    return checkDomainName(text);
  } catch (error) {
    throw isFailure(error, 'invalid') ? invalid('host', text) : error;
  }
}
