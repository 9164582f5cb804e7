/** A remote directory over LDAP: searches under the server's own identity, passwords on connections of their own. */
import type { RemoteDirectory, RemoteEntry, RemoteQuery, RemoteServer } from '../../domain/ports/remote-directory.ts';
import type { Result } from '../../wire/ldap/response.ts';
import type { ResultName } from '../../wire/ldap/result-code.ts';
import { createConnectionPool } from './connection-pool.ts';
import { LdapConnection, type LdapConnectionOptions } from './ldap-connection.ts';
import { LDAP_CLIENT_LIMITS, type LdapClientLimits } from './ldap-limits.ts';
import { pagedSearch } from './paged-search.ts';
import { remoteProblem } from './remote-problem.ts';
import { createServerTrust } from './server-trust.ts';

/**
 * Answers to a bind that are about the entry: a wrong password, or an account that is locked, expired, switched off or gone,
 * for which servers have different codes. All others are about the server, and say nothing of the password.
 */
const REFUSED: ReadonlySet<ResultName> = new Set([
  ...(['invalidCredentials', 'inappropriateAuthentication', 'insufficientAccessRights'] as const),
  // 389 Directory Server: too many were wrong; switched off.
  ...(['constraintViolation', 'unwillingToPerform'] as const),
  ...(['noSuchObject', 'invalidDNSyntax'] as const),
]);

/** Opens no connection yet. Throws Failure `invalid` where the authorities are no certificates. */
export function openRemoteDirectory(
  server: RemoteServer,
  limits: LdapClientLimits = LDAP_CLIENT_LIMITS,
): RemoteDirectory {
  const trust = createServerTrust(server);
  const over = new AbortController();
  const connect = (signal: AbortSignal, onStep?: LdapConnectionOptions['onStep']) =>
    LdapConnection.open({ server, trust, limits, signal, ...(onStep === undefined ? {} : { onStep }) });
  /** Two empty texts are nobody's: RFC 4513 section 5.1.1 */
  const identity =
    server.signIn === null ? (['', ''] as const) : ([server.signIn.name, server.signIn.password] as const);
  const signIn = async (connection: LdapConnection, signal: AbortSignal) => {
    if (server.signIn === null) return;
    const result = await connection.bind(...identity, signal);
    if (result.code !== 'success') throw refused(result);
  };
  const refused = ({ code, message = '' }: Result) =>
    remoteProblem(server, 'sign-in', message === '' ? code : `${code}: ${message}`);
  const openSignedIn = async (signal: AbortSignal, onStep?: LdapConnectionOptions['onStep']) => {
    const connection = await connect(signal, onStep);
    try {
      await signIn(connection, signal);
      return connection;
    } catch (error) {
      connection.close();
      throw error;
    }
  };
  const searches = createConnectionPool((signal) => openSignedIn(signal), limits);
  const passwords = createConnectionPool((signal) => connect(signal), limits);
  const whileOpen = (signal: AbortSignal) => AbortSignal.any([signal, over.signal]);
  const found = (connection: LdapConnection, query: RemoteQuery, signal: AbortSignal, limit?: number) =>
    pagedSearch(connection, { server, limits }, query, signal, limit);

  return {
    async probe(base, signal, onStep = () => {}) {
      const both = whileOpen(signal);
      const connection = await openSignedIn(both, onStep);
      try {
        onStep('sign-in');
        const query = { base, scope: 'base', filter: '(objectClass=*)', anyOf: [], attributes: ['1.1'] } as const;
        let entries = 0;
        for await (const slice of found(connection, query, both)) entries += slice.length;
        if (entries === 0) throw remoteProblem(server, 'search', `there is no ${base}, or it may not be read`);
        onStep('search');
      } finally {
        connection.close();
      }
    },

    async *search(query, signal) {
      const both = whileOpen(signal);
      // What was kept may be gone: that shows before the first entry.
      const check = async (connection: LdapConnection) => void (await connection.bind(...identity, both));
      yield* searches.stream(check, (connection) => found(connection, query, both), both);
    },

    async find(query, limit, signal) {
      const both = whileOpen(signal);
      return searches.use(async (connection) => {
        const entries: RemoteEntry[] = [];
        for await (const slice of found(connection, query, both, limit)) {
          entries.push(...slice);
          if (entries.length >= limit) break;
        }
        return entries.slice(0, limit);
      }, both);
    },

    async verify(name, password, signal) {
      if (name === '' || password === '') return false;
      const both = whileOpen(signal);
      const result = await passwords.use((connection) => connection.bind(name, password, both), both);
      if (result.code === 'success') return true;
      if (REFUSED.has(result.code)) return false;
      throw refused(result);
    },

    async [Symbol.asyncDispose]() {
      over.abort(remoteProblem(server, 'reach', 'no longer in use'));
      searches[Symbol.dispose]();
      passwords[Symbol.dispose]();
    },
  };
}
