/** DNS, with the settings in force. */
import type { Clock } from '../base/clock.ts';
import type { NameService } from '../domain/ports/name-service.ts';
import type { Settings } from '../domain/settings/settings.ts';
import { createNameService } from '../gateways/dns/name-service.ts';

export function openNameService(settings: Settings, clock: Clock): NameService {
  return createNameService({
    clock,
    options: () => ({
      servers: settings.get('dnsServers'),
      timeoutMs: settings.get('dnsTimeoutMs'),
      trust: settings.get('dnsTrust'),
      families: settings.get('dnsAddressFamilies'),
    }),
  });
}
