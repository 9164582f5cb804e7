/** POP3: RFC 1939, with CAPA, response codes and pipelining (2449), STLS (2595), AUTH-RESP-CODE (3206), SASL (5034), UTF8 and LANG (6856). */
import type { ServeConnection } from '../net/connection.ts';
import { MaildropLocks } from './maildrop-locks.ts';
import { type Pop3Services, Pop3Session } from './pop3-session.ts';

export type { Pop3Services } from './pop3-session.ts';

/** Serves any number of connections, of any number of listeners; the locks are theirs together. */
export function createPop3Service(services: Pop3Services): ServeConnection {
  const locks = new MaildropLocks();
  return async (connection) => {
    using session = new Pop3Session(connection, services, locks);
    await session.run();
  };
}
