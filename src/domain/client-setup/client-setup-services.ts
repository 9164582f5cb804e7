/** Everything about setting mail programs up, made together. */
import type { ClientSetup } from './client-setup.ts';
import type { DeviceSetups } from './device-setups.ts';
import type { SetupFiles } from './setup-files.ts';

export interface ClientSetupServices {
  readonly setup: ClientSetup;
  readonly devices: DeviceSetups;
  readonly files: SetupFiles;
}
