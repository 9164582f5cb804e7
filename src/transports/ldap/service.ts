/** LDAPv3: RFC 4510 to 4519, over the directory of the domain. REQUIREMENTS DI6 */
import { createGate } from '../../base/gate.ts';
import type { Authenticator } from '../../domain/access/principal.ts';
import { formatMessage } from '../../wire/ldap/format-response.ts';
import { NOTICE_OF_DISCONNECTION, UNSOLICITED_ID } from '../../wire/ldap/response.ts';
import { createSaslService } from '../auth/sasl-service.ts';
import type { ServeConnection } from '../net/connection.ts';
import { type LdapServices, LdapSession } from './ldap-session.ts';
import { withLdapIdentities } from './login-name.ts';
import { runSession } from './run-session.ts';

export interface LdapDependencies extends Omit<LdapServices, 'sasl' | 'sorting'> {
  readonly authenticator: Authenticator;
}

/** Each holds its entries in memory: up to 20 MB. */
const MAX_SORTS_AT_ONCE = 2;
const MAX_SORTS_WAITING = 100;

/** Serves any number of connections, of any number of listeners. */
export function createLdapService({ authenticator, ...dependencies }: LdapDependencies): ServeConnection {
  const directory = () => dependencies.store.reader().directory;
  const services: LdapServices = {
    ...dependencies,
    sasl: createSaslService(withLdapIdentities(authenticator, directory)),
    sorting: createGate(MAX_SORTS_AT_ONCE, MAX_SORTS_WAITING),
  };
  return async (connection) => {
    using session = new LdapSession(connection, services);
    await runSession(session);
  };
}

/** What a client is told that is let go at once, as octets. RFC 4511 section 4.4.1 */
export const LDAP_REFUSAL: string = formatMessage({
  messageId: UNSOLICITED_ID,
  response: {
    kind: 'extended',
    result: { code: 'unavailable', message: 'too many connections' },
    name: NOTICE_OF_DISCONNECTION,
  },
}).toString('latin1');
