/** `mailroom route`: where mail is taken in place of MX records; the smart host is the route of `*`. REQUIREMENTS MO3 */
import type { Translate } from '../../locales/index.ts';
import { ENDPOINTS } from '../wire/admin/endpoints.ts';
import type { RouteView } from '../wire/admin/mail-schemas.ts';
import type { CliContext, CommonOptions } from './context.ts';
import { registerDelete } from './each.ts';
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
      context.json(options, route);
      context.say(options, updated(t, route));
    });
  registerDelete(noun, context, {
    argument: 'patterns',
    description: t('cli.route.delete'),
    remove: (client, pattern) => client.call(ENDPOINTS['route.delete'], { path: { pattern } }),
    sentence: (pattern) => t(pattern === '*' ? 'cli.route.deleted.default' : 'cli.route.deleted', { pattern }),
  });
};

function updated(t: Translate, { pattern, host: name, port }: RouteView): string {
  const host = name.includes(':') ? `[${name}]:${port}` : `${name}:${port}`;
  if (pattern === '*') return t('cli.route.updated.default', { host });
  if (pattern.startsWith('.')) return t('cli.route.updated.below', { domain: pattern.slice(1), host });
  return t('cli.route.updated', { pattern, host });
}

function showRoutes(context: CliContext, options: CommonOptions, value: unknown, routes: readonly RouteView[]): void {
  const { t } = context;
  context.show(
    options,
    value,
    [t('column.destination'), t('column.host'), t('column.port'), t('column.tls'), t('column.user')],
    routes.map(({ pattern, host, port, tls, userName }) => [pattern, host, String(port), tls, userName ?? '']),
  );
}
