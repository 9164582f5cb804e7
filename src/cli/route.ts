/** `mailroom route`: where mail is taken in place of MX records; the smart host is the route of `*`. REQUIREMENTS MO3 */
import { ENDPOINTS } from '../wire/admin/endpoints.ts';
import type { RouteView } from '../wire/admin/mail-schemas.ts';
import type { CliContext, CommonOptions } from './context.ts';
import { readPassword } from './password.ts';
import type { Register } from './register.ts';
import { wholeNumber } from './values.ts';

interface SetOptions extends CommonOptions {
  readonly port?: number;
  readonly tls?: RouteView['tls'];
  readonly user?: string;
  readonly passwordStdin?: boolean;
}

const MAX_PORT = 65_535;

export const register: Register = (program, context) => {
  const { t } = context;
  const noun = program.command('route').description(t('cli.route'));
  noun
    .command('list')
    .description(t('cli.route.list'))
    .action(async (options: CommonOptions) => {
      const result = await context.client(options).call(ENDPOINTS['route.list']);
      showRoutes(context, options, result, result.routes);
    });
  noun
    .command('set <pattern> <host>')
    .description(t('cli.route.set'))
    .option('--port <number>', t('cli.route.option.port'), wholeNumber('--port', 1, MAX_PORT))
    .option('--tls <wish>', t('cli.route.option.tls'))
    .option('--user <name>', t('cli.route.option.user'))
    .option('--password-stdin', t('cli.user.option.password-stdin'))
    .action(async (pattern: string, host: string, options: SetOptions) => {
      const password = options.passwordStdin === true ? await readPassword(context) : undefined;
      const body = { host, port: options.port, tls: options.tls, userName: options.user, password };
      const route = await context.client(options).call(ENDPOINTS['route.set'], { path: { pattern }, body });
      if (options.json === true) showRoutes(context, options, route, [route]);
      context.say(options, t('cli.route.updated', { pattern: route.pattern, host: `${route.host}:${route.port}` }));
    });
  noun
    .command('delete <patterns...>')
    .description(t('cli.route.delete'))
    .action(async (patterns: string[], options: CommonOptions) => {
      for (const pattern of patterns) {
        await context.client(options).call(ENDPOINTS['route.delete'], { path: { pattern } });
        context.say(options, t('cli.route.deleted', { pattern }));
      }
    });
};

function showRoutes(context: CliContext, options: CommonOptions, value: unknown, routes: readonly RouteView[]): void {
  const { t } = context;
  context.show(
    options,
    value,
    [t('column.destination'), t('column.host'), t('column.port'), t('column.tls'), t('column.user')],
    routes.map(({ pattern, host, port, tls, userName }) => [pattern, host, String(port), tls, userName ?? '']),
  );
}
