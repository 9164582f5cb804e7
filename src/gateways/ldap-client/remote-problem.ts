/** What went wrong with a remote directory, as a failure that names the step. */
import { Failure } from '../../base/failure.ts';
import { printable } from '../../base/printable.ts';
import type { RemoteServer, RemoteStep } from '../../domain/ports/remote-directory.ts';
import { LDAP_CLIENT_LIMITS } from './ldap-limits.ts';

/** @param said by the server or the system. */
export function remoteProblem(
  server: Pick<RemoteServer, 'host' | 'port'>,
  step: RemoteStep,
  said: string,
  cause?: unknown,
): Failure {
  const name = serverText(server);
  const short = printable(said).slice(0, LDAP_CLIENT_LIMITS.saidCharacters);
  return new Failure('unavailable', `remote directory ${name}, ${step}: ${short}`, {
    detail: { reason: `remote-${step}`, server: name, said: short },
    cause,
  });
}

function serverText({ host, port }: Pick<RemoteServer, 'host' | 'port'>): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
