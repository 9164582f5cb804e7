/** `mailroom serve`: starts the supervisor, which starts the server. DESIGN "Running it" */
import { fileURLToPath } from 'node:url';
import { createLogger } from '../base/logger.ts';
import { loadBootstrap, MAX_PORT_OFFSET } from '../config/bootstrap.ts';
import { prepareDataDirectory } from '../config/data-directory.ts';
import { listenerSpecs } from '../config/listeners.ts';
import { supervise } from '../supervisor/supervise.ts';
import type { CommonOptions } from './context.ts';
import type { Register } from './register.ts';
import { wholeNumber } from './values.ts';

const SERVER_PROCESS = fileURLToPath(new URL('../server-process.ts', import.meta.url));

interface ServeOptions extends CommonOptions {
  readonly config?: string;
  readonly portOffset?: number;
  readonly hostname?: string;
  readonly domain?: string;
  readonly readyFile?: string;
}

export const register: Register = (program, context) => {
  const { t } = context;
  program
    .command('serve')
    .description(t('cli.serve'))
    .option('--config <file>', t('cli.serve.config'))
    .option('--port-offset <number>', t('cli.serve.port-offset'), wholeNumber('--port-offset', 0, MAX_PORT_OFFSET))
    .option('--hostname <name>', t('cli.serve.hostname'))
    .option('--domain <name>', t('cli.serve.domain'))
    .option('--ready-file <file>', t('cli.serve.ready-file'))
    .action(async (options: ServeOptions) => {
      const { config, json: _json, ...flags } = options;
      const bootstrap = await loadBootstrap(config, flags);
      const dataDir = context.dataDirectory(bootstrap.dataDir === undefined ? {} : { dataDir: bootstrap.dataDir });
      await prepareDataDirectory(dataDir);
      const { portOffset, readyFile } = bootstrap;
      context.setExitCode(
        await supervise({
          entry: SERVER_PROCESS,
          args: [JSON.stringify({ ...bootstrap, dataDir })],
          listeners: listenerSpecs(dataDir, bootstrap),
          ...(portOffset === undefined ? {} : { portOffset }),
          ...(readyFile === undefined ? {} : { readyFile }),
          logger: createLogger('supervisor', bootstrap.logLevel),
        }),
      );
    });
};
