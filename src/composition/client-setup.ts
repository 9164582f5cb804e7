/** How people's mail programs are set up: what is running, told in every program's own way. */
import type { Clock } from '../base/clock.ts';
import type { AppPasswords } from '../domain/access/app-passwords/app-passwords.ts';
import { createClientSetup } from '../domain/client-setup/client-setup.ts';
import type { ClientSetupServices } from '../domain/client-setup/client-setup-services.ts';
import { createDeviceSetups } from '../domain/client-setup/device-setups.ts';
import { createSetupFiles } from '../domain/client-setup/setup-files.ts';
import type { Store } from '../domain/ports/store.ts';
import type { Settings } from '../domain/settings/settings.ts';
import type { TlsContexts } from '../transports/net/tls/tls-contexts.ts';

export interface ClientSetupParts {
  readonly store: Store;
  readonly settings: Settings;
  readonly clock: Clock;
  readonly hostname: string;
  readonly appPasswords: AppPasswords;
  /** By the names of the listeners that are open now. */
  readonly ports: () => Readonly<Record<string, number>>;
  readonly contexts: Pick<TlsContexts, 'certificate'>;
}

export function createClientSetupServices(parts: ClientSetupParts): ClientSetupServices {
  const ports = () => new Map(Object.entries(parts.ports()));
  const setup = createClientSetup({ ...parts, ports });
  return {
    setup,
    devices: createDeviceSetups({ ...parts, setup }),
    files: createSetupFiles({ ...parts, signer: () => parts.contexts.certificate }),
  };
}
