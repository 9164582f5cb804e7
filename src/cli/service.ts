/** `mailroom service`: the services with their state; starting and stopping them. REQUIREMENTS SM5 */

import type { ServiceView } from '../wire/admin/endpoints/service.ts';
import { ENDPOINTS } from '../wire/admin/endpoints.ts';
import type { CliContext, CommonOptions } from './context.ts';
import { EXIT_FINDINGS } from './failures.ts';
import type { Register } from './register.ts';

interface ListOptions extends CommonOptions {
  readonly check?: boolean;
}

const VERBS = ['start', 'stop', 'restart'] as const;

export const register: Register = (program, context) => {
  const { t } = context;
  const noun = program.command('service').description(t('cli.service'));
  noun
    .command('list')
    .description(t('cli.service.list'))
    .option('--check', t('cli.service.option.check'))
    .action(async (options: ListOptions) => {
      const name = options.check === true ? 'service.check' : 'service.list';
      const { services } = await context.client(options).call(ENDPOINTS[name]);
      context.json(options, { services });
      showServices(context, options, services);
      if (services.some(({ state }) => state === 'failed')) context.setExitCode(EXIT_FINDINGS);
    });
  for (const verb of VERBS) {
    noun
      .command(`${verb} <name>`)
      .description(t(`cli.service.${verb}`))
      .action(async (name: string, options: CommonOptions) => {
        const service = await context.client(options).call(ENDPOINTS[`service.${verb}`], { path: { name } });
        context.json(options, service);
        context.say(options, t('cli.service.changed', { name, state: t(`service.state.${service.state}`) }));
        if (service.problem !== null) context.say(options, problemText(context, service));
        if (service.state === 'failed') context.setExitCode(EXIT_FINDINGS);
      });
  }
};

function showServices(context: CliContext, options: CommonOptions, services: readonly ServiceView[]): void {
  const { t, formats } = context;
  context.table(
    options,
    [t('column.name'), t('column.state'), t('column.address'), t('column.connections'), t('column.since')],
    services.map(({ name, state, listeners, connections, since }) => [
      name,
      t(`service.state.${state}`),
      listeners.map(({ port, path }) => (path === null ? String(port) : 'unix')).join(', '),
      formats.number(connections),
      formats.time(Date.parse(since)),
    ]),
  );
  for (const service of services) {
    if (service.problem !== null) context.say(options, problemText(context, service));
  }
}

function problemText({ t }: CliContext, { problem }: ServiceView): string {
  return problem === null ? '' : t(`service.problem.${problem.code}`, { place: problem.place, cause: problem.cause });
}
