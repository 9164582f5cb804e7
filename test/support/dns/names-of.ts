/** Our own resolver, asking a zone server only. */
import { systemClock } from '../../../src/base/clock.ts';
import type { NameService } from '../../../src/domain/ports/name-service.ts';
import { createNameService } from '../../../src/gateways/dns/name-service.ts';

export function namesOf(server: { readonly port: number }): NameService {
  const options = {
    servers: [`127.0.0.1:${server.port}`],
    timeoutMs: 2000,
    trust: 'none',
    families: 'ipv6-first',
  } as const;
  return createNameService({ clock: systemClock, options: () => options });
}
