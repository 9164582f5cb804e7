/** The product's own supervisor and server process, without the wait after a crash. */
import { join } from 'node:path';
import { listenerSpecs } from '../../../src/config/listeners.ts';
import { ROOT, TEST_DOMAIN, TEST_HOSTNAME } from '../../support/server.ts';
import type { CrashServerOptions } from './crash-server.ts';

const RESTART_POLICY = { minDelayMs: 10, maxDelayMs: 10, stableMs: 60_000, maxFailedStarts: 5 };

export function quickSupervisor(
  options: Pick<CrashServerOptions, 'dataDir' | 'portOffset'>,
): Pick<CrashServerOptions, 'command'> {
  const { dataDir, portOffset } = options;
  const bootstrap = { dataDir, portOffset, hostname: TEST_HOSTNAME, domain: TEST_DOMAIN };
  return {
    command: ({ readyFile }) => {
      const supervised = {
        entry: join(ROOT, 'src/server-process.ts'),
        args: [JSON.stringify(bootstrap)],
        listeners: listenerSpecs(dataDir),
        ...{ portOffset, readyFile, restartPolicy: RESTART_POLICY },
      };
      return [
        process.execPath,
        join(ROOT, 'test/support/supervised/supervisor-process.ts'),
        JSON.stringify(supervised),
      ];
    },
  };
}
