/** IMAP4rev1 and IMAP4rev2 for one listener. RFC 9051, RFC 3501 */
import type { ServeConnection } from '../net/connection.ts';
import { type ImapServices, ImapSession } from './session.ts';
import { runSession } from './session-loop.ts';
import { UserConnections } from './user-connections.ts';

export type ImapDependencies = Omit<ImapServices, 'userConnections'>;

/** Connections of all listeners that share it are counted together. */
export function createImapService(dependencies: ImapDependencies): ServeConnection {
  const userConnections = new UserConnections(() => dependencies.settings.get('imapMaxConnectionsPerUser'));
  const services: ImapServices = { ...dependencies, userConnections };
  return async (connection) => {
    using session = new ImapSession(connection, services);
    await runSession(session);
  };
}
