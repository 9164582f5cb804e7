/**
 * The management API on a Unix socket in the data directory: whoever may open it is the administrator, unless he shows
 * whose session or token he comes with.
 */
import { rm } from 'node:fs/promises';
import { Failure } from '../base/failure.ts';
import type { Logger } from '../base/log.ts';
import type { Principal } from '../domain/access/principal.ts';
import { ADMIN_USER_ID } from '../domain/directory/domains.ts';
import type { Store } from '../domain/ports/store.ts';
import { attemptFrom } from '../transports/admin/attempt-from.ts';
import type { Entrance } from '../transports/admin/entrance.ts';
import type { AdminDependencies } from '../transports/admin/handler.ts';
import { readBearer } from '../transports/admin/read-bearer.ts';
import { createAdminService } from '../transports/admin/service.ts';
import { type HttpServer, openHttpServer } from '../transports/http/server.ts';

/** @param endpoint a socket that is bound already, or a path; a path is cleared of what an earlier process left. */
export async function openAdminSocket(
  dependencies: AdminDependencies,
  endpoint: { readonly fd: number } | { readonly path: string },
  log: Logger,
): Promise<HttpServer> {
  const { store, authenticator } = dependencies;
  const entrance: Entrance = {
    service: 'admin',
    admit() {},
    async identify({ request, peer }) {
      const token = readBearer(request.headers.authorization);
      if (token === null) return localAdministrator(store);
      return authenticator.verifyToken({ ...attemptFrom(peer), service: 'admin' }, token);
    },
    conclude: async (_exchange, _action, result) => result,
  };
  const handle = createAdminService(dependencies, entrance, log);
  if ('path' in endpoint) await rm(endpoint.path, { force: true });
  return openHttpServer(endpoint, handle, (error) => log.error({ err: error }, 'bug in the management API'));
}

/** The socket is the owner's (mode 0600, in a directory of mode 0700), so that opening it is the proof. */
async function localAdministrator(store: Store): Promise<Principal> {
  const admin = await store.reader().directory.findUser(ADMIN_USER_ID);
  if (admin === null) throw new Failure('unavailable', 'the administrator is missing');
  const { account, userId } = admin;
  return { account, userId, role: 'administrator', roleDomains: [], credential: null, mustChangePassword: false };
}
