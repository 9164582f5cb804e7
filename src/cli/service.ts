/** `mailroom service`: the services with their state. */
import { ENDPOINTS } from '../wire/admin/endpoints.ts';
import type { CommonOptions } from './context.ts';
import type { Register } from './register.ts';

export const register: Register = (program, context) => {
  const { t } = context;
  program
    .command('service')
    .description(t('cli.service'))
    .command('list')
    .description(t('cli.service.list'))
    .action(async (options: CommonOptions) => {
      const result = await context.client(options).call(ENDPOINTS['service.list']);
      context.show(
        options,
        result,
        [t('column.name'), t('column.state'), t('column.address'), t('column.connections')],
        result.services.map(({ name, state, address, connections }) => [
          name,
          t(`service.state.${state}`),
          address,
          context.formats.number(connections),
        ]),
      );
    });
};
