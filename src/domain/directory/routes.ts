/** Routes: where mail for other domains is taken in place of their MX records, with the smart host. REQUIREMENTS MO3 */
import type { Clock } from '../../base/clock.ts';
import { Failure, isFailure } from '../../base/failure.ts';
import { NetworkSet, parseNetwork } from '../../base/network.ts';
import type { SecretBox } from '../../base/secret-box.ts';
import { type Caller, mustReachAll } from '../access/caller.ts';
import type { AuditFields } from '../ports/audit.ts';
import type { MailRoute } from '../ports/directory.ts';
import { applyOne, type Store } from '../ports/store.ts';
import { audited } from './audit-entry.ts';
import { told } from './audit-fields.ts';
import { checkDomainName, invalid } from './names.ts';
import { noSuch } from './no-such.ts';

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

/** Routes are the whole server's: who does not reach all gets Failure `no-permission`. */
export interface Routes {
  list(by: Caller): Promise<readonly MailRoute[]>;
  /** Adds a route, or replaces that of the same pattern. Throws Failure `invalid`. */
  set(by: Caller, route: NewRoute): Promise<MailRoute>;
  /** Throws Failure `not-found`. */
  delete(by: Caller, pattern: string): Promise<void>;
}

export interface RoutesDeps {
  readonly store: Store;
  readonly box: SecretBox;
  readonly clock: Clock;
}

const MAX_SIGN_IN_LENGTH = 512;
const MAX_PORT = 65_535;
const LOOPBACK = new NetworkSet(['127.0.0.0/8', '::1/128']);
const CONTROLS = /[\u0000-\u001f\u007f]/;

export function createRoutes({ store, box, clock }: RoutesDeps): Routes {
  const routes = () => store.reader().directory.mailRoutes();
  const find = async (pattern: string) => (await routes()).find((route) => route.pattern === pattern) ?? null;
  const audit = (by: Caller, action: string, name: string, before: AuditFields, after: AuditFields | null) =>
    audited(by, clock.nowMs(), action, { kind: 'route', name }, before, after);

  return {
    async list(by) {
      mustReachAll(by);
      return routes();
    },

    async set(by, request) {
      mustReachAll(by);
      const route = { ...checkRoute(request), userName: null, sealedPassword: null };
      const sealed = request.signIn === null ? route : { ...route, ...sealSignIn(box, route, request.signIn) };
      const { pattern } = sealed;
      const before = fieldsOf(await find(pattern));
      const entry = audit(by, 'route.set', pattern, before, fieldsOf(sealed));
      await applyOne(store, { kind: 'set-mail-route', pattern, route: sealed, ...entry });
      return sealed;
    },

    async delete(by, text) {
      mustReachAll(by);
      const pattern = checkPattern(text);
      const route = await find(pattern);
      if (route === null) throw noSuch('route', pattern);
      const entry = audit(by, 'route.delete', pattern, told(fieldsOf(route)), null);
      await applyOne(store, { kind: 'set-mail-route', pattern, route: null, ...entry });
    },
  };
}

/** Without the password. */
function fieldsOf(route: MailRoute | null): AuditFields {
  if (route === null) return {};
  const { host, port, tls, userName } = route;
  return { host, port, tls, userName };
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
