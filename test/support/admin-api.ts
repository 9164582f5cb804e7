/** The management API over HTTP, on a store of its own. */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Failure } from '../../src/base/failure.ts';
import { silentLogger } from '../../src/base/log.ts';
import type { Principal } from '../../src/domain/access/principal.ts';
import type { AccountId } from '../../src/domain/ports/ids.ts';
import { createAdminService } from '../../src/transports/admin/service.ts';
import { type MailOffice, openMailOffice } from './mail-office.ts';

/** What lies in the administrator's folders. */
const CHANNELS = { listFiles: async () => ['archive'], listPrograms: async () => ['fax'], faultOf: async () => null };

const principal = (role: Principal['role']): Principal => ({
  account: 1 as AccountId,
  userId: role,
  role,
  roleDomains: [],
  credential: null,
  mustChangePassword: false,
});

/**
 * The caller says who he is in a header: the matter here is what he may do then. `user` and `administrator` are somebody
 * of that role; all else is a User ID, with role and domains as the directory has them.
 */
async function identify(request: IncomingMessage, { directory }: MailOffice): Promise<Principal> {
  const who = request.headers['x-test-caller'];
  if (who === 'user' || who === 'administrator') return principal(who);
  const user = typeof who === 'string' ? await directory.store.reader().directory.findUser(who) : null;
  if (user === null) throw new Failure('authentication-failed', 'nobody');
  const { account, userId, role, roleDomains } = user;
  return { account, userId, role, roleDomains, credential: null, mustChangePassword: false };
}

export async function openAdminApi() {
  const office = await openMailOffice(CHANNELS);
  const identified: string[] = [];
  const unused = () => {
    throw new Failure('unavailable', 'not part of this test');
  };
  const handle = createAdminService(
    {
      ...office.dependencies,
      server: { status: unused },
    },
    {
      service: 'admin',
      admit() {},
      async identify({ request }) {
        const who = await identify(request, office);
        identified.push(who.userId);
        return who;
      },
      conclude: async (_exchange, _action, result) => result,
    },
    silentLogger,
  );
  const { signal } = new AbortController();
  const server = createServer((request, response) => {
    const peer = { address: request.socket.remoteAddress ?? '', isTrusted: false };
    void handle({ request, response, peer, signal });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  /** @param who null for nobody. */
  const request = (method: string, path: string, body: unknown, who: string | null): Promise<Response> =>
    fetch(base + path, {
      method,
      headers: { 'content-type': 'application/json', ...(who === null ? {} : { 'x-test-caller': who }) },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
  const send = async (method: string, path: string, body?: unknown, who: string | null = 'administrator') => {
    const response = await request(method, path, body, who);
    return {
      status: response.status,
      body: (await response.json()) as { error?: { code: string; detail: Record<string, unknown> } } & Record<
        string,
        unknown
      >,
    };
  };
  return {
    base,
    request,
    send,
    office,
    directory: office.directory,
    /** User IDs of those who came, in this order. */
    identified,
    [Symbol.asyncDispose]: () => close(server, office),
  };
}

async function close(server: Server, office: MailOffice): Promise<void> {
  await new Promise((resolve) => server.close(resolve));
  await office[Symbol.asyncDispose]();
}
