/** The SASL mechanisms of LDAP: RFC 4513 section 5.2. LOGIN is no standard, and no directory client has it. */
import { Failure } from '../../base/failure.ts';
import type { LdapSession } from './ldap-session.ts';

const NOT_HERE: ReadonlySet<string> = new Set(['LOGIN']);

/** Those that the connection is offered now, best first. */
export function mechanismsFor({ services, connection }: LdapSession): readonly string[] {
  return services.sasl.mechanisms(connection).filter((name) => !NOT_HERE.has(name));
}

/** Throws Failure `unsupported`. */
export function mustBeOffered(name: string): void {
  if (NOT_HERE.has(name.toUpperCase())) throw new Failure('unsupported', 'no such mechanism');
}
