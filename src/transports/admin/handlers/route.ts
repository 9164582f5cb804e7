/** Endpoints of routes and of the smart host. REQUIREMENTS MO3 */
import { Failure } from '../../../base/failure.ts';
import type { MailRoute } from '../../../domain/ports/directory.ts';
import type { RouteView } from '../../../wire/admin/mail-schemas.ts';
import type { Handlers } from '../handler.ts';

const PORTS = { relay: 25, submission: 587, submissions: 465 } as const;

export const routeHandlers: Handlers<'route'> = {
  async 'route.list'(_request, { routes }, by) {
    return { routes: (await routes.list(by)).map(viewRoute) };
  },
  async 'route.set'({ path, body }, { routes }, by) {
    const { host, userName, password } = body;
    if ((userName === undefined) !== (password === undefined)) {
      const field = userName === undefined ? 'userName' : 'password';
      throw new Failure('invalid', `${field} is missing`, { detail: { field, problem: 'missing' } });
    }
    const signIn = userName === undefined || password === undefined ? null : { userName, password };
    const tls = body.tls ?? (signIn === null ? 'opportunistic' : 'required');
    const port = body.port ?? usualPort(tls, signIn !== null);
    return viewRoute(await routes.set(by, { pattern: path.pattern, host, port, tls, signIn }));
  },
  async 'route.delete'({ path }, { routes }, by) {
    await routes.delete(by, path.pattern);
    return {};
  },
};

function usualPort(tls: MailRoute['tls'], hasSignIn: boolean): number {
  if (tls === 'implicit') return PORTS.submissions;
  return hasSignIn ? PORTS.submission : PORTS.relay;
}

function viewRoute({ pattern, host, port, tls, userName }: MailRoute): RouteView {
  return { pattern, host, port, tls, userName };
}
