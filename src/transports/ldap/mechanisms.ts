/** The SASL mechanisms of LDAP: RFC 4513 section 5.2. */
import { Failure } from '../../base/failure.ts';
import type { LdapSession } from './ldap-session.ts';

export const EXTERNAL = 'EXTERNAL';

/** Of what other protocols have, too: LOGIN and XOAUTH2 are no standards, and no directory client has them. */
const HERE: ReadonlySet<string> = new Set([EXTERNAL, 'SCRAM-SHA-256-PLUS', 'SCRAM-SHA-256', 'PLAIN', 'OAUTHBEARER']);

/** Those that the connection is offered now, best first. */
export function mechanismsFor(session: LdapSession): readonly string[] {
  const offered = session.services.sasl.mechanisms(session.connection);
  return offered.filter((name) => HERE.has(name) && (name !== EXTERNAL || hasCertificate(session)));
}

/** Throws Failure `unsupported`. */
export function mustBeOffered(name: string): void {
  if (!HERE.has(name.toUpperCase())) throw new Failure('unsupported', 'no such mechanism');
}

/** Whether the client has proved by a certificate who it is, and that still holds: a connection may outlive it. */
export function hasCertificate({ connection, services }: LdapSession): boolean {
  const certificate = connection.tls?.clientCertificate ?? null;
  return certificate !== null && certificate.notAfterMs > services.clock.nowMs();
}
