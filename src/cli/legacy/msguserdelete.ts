/** `msguserdelete`: the legacy name for deleting users. REQUIREMENTS section 11 */
import { ENDPOINTS } from '../../wire/admin/endpoints.ts';
import type { CommonOptions } from '../context.ts';
import { deleteEach } from '../each.ts';
import type { Register } from '../register.ts';

interface Options extends CommonOptions {
  readonly handOverTo?: string;
}

export const register: Register = (program, context) => {
  const { t } = context;
  program
    .command('msguserdelete <userIds...>')
    .description(t('cli.msguserdelete'))
    .option('--hand-over-to <userId>', t('cli.user.option.hand-over-to'))
    .action((userIds: string[], options: Options) =>
      deleteEach(context, options, userIds, {
        remove: (client, userId) =>
          client.call(ENDPOINTS['user.delete'], { path: { userId }, query: { handOverTo: options.handOverTo } }),
        sentence: (name) => t('cli.user.deleted', { name }),
      }),
    );
};
