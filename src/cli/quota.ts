/** `mailroom quota`: REQUIREMENTS ST6 */
import { ENDPOINTS } from '../wire/admin/endpoints.ts';
import type { QuotaView } from '../wire/admin/schemas.ts';
import { type QuotaSort, quotaSortSchema } from '../wire/admin/table-schemas.ts';
import type { CliContext, CommonOptions } from './context.ts';
import type { Register } from './register.ts';
import { addTableOptions, orderOf, readTable, type TableOptions } from './table-options.ts';
import { messageQuota, requireChange, storageQuota } from './values.ts';

export const register: Register = (program, context) => {
  const { t } = context;
  const noun = program.command('quota').description(t('cli.quota'));
  addTableOptions(noun.command('list').description(t('cli.quota.list')), t, quotaSortSchema.options)
    .option('--domain <name>', t('cli.user.option.domain'))
    .option('--query <text>', t('cli.user.option.query'))
    .action(async (options: TableOptions<QuotaSort> & { domain?: string; query?: string }) => {
      const { domain, query } = options;
      const quotas = await readTable(async (offset, limit) => {
        const page = { domain, query, ...orderOf(options), offset, limit };
        const { quotas: rows, ...table } = await context.client(options).call(ENDPOINTS['quota.list'], { query: page });
        return { rows, ...table };
      });
      showQuotas(context, options, { quotas }, quotas);
    });
  noun
    .command('show <userId>')
    .description(t('cli.quota.show'))
    .action(async (userId: string, options: CommonOptions) => {
      const quota = await context.client(options).call(ENDPOINTS['quota.show'], { path: { userId } });
      showQuotas(context, options, quota, [quota]);
    });
  noun
    .command('set <userId>')
    .description(t('cli.quota.set'))
    .argument('[size]', t('cli.user.option.quota'), storageQuota('<size>'))
    .option('--messages <count>', t('cli.user.option.message-quota'), messageQuota('--messages'))
    .action(async (userId: string, size: string | undefined, options: CommonOptions & { messages?: string }) => {
      const body = { storageQuota: size, messageQuota: options.messages };
      requireChange(body);
      const quota = await context.client(options).call(ENDPOINTS['quota.set'], { path: { userId }, body });
      context.json(options, quota);
      context.say(options, t('cli.quota.updated', { name: quota.userId }));
    });
};

function showQuotas(context: CliContext, options: CommonOptions, value: unknown, quotas: readonly QuotaView[]): void {
  const { t } = context;
  const unlimited = t('cli.quota.unlimited');
  context.show(
    options,
    value,
    [t('column.user-id'), t('column.used'), t('column.limit'), t('column.messages'), t('column.message-limit')],
    quotas.map((quota) => [
      quota.userId,
      context.formats.size(quota.storageBytes),
      quota.storageLimitBytes === null ? unlimited : context.formats.size(quota.storageLimitBytes),
      context.formats.number(quota.messageCount),
      quota.messageLimit === null ? unlimited : context.formats.number(quota.messageLimit),
    ]),
  );
}
