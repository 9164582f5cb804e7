/** `msgusercreate`: the legacy name for making users, one or many at once. REQUIREMENTS section 11 */
import { ENDPOINTS } from '../wire/admin/endpoints.ts';
import { readPassword } from './password.ts';
import type { Register } from './register.ts';
import { importFile } from './user.ts';
import { addUserFieldOptions, type UserFieldOptions, userFields } from './user-fields.ts';

interface Options extends UserFieldOptions {
  readonly domain?: string;
  readonly file?: string;
}

export const register: Register = (program, context) => {
  const { t } = context;
  addUserFieldOptions(program.command('msgusercreate [userIds...]').description(t('cli.msgusercreate')), t)
    .option('--domain <name>', t('cli.msgusercreate.domain'))
    .option('--file <file>', t('cli.user.option.file'))
    .option('--password-stdin', t('cli.user.option.password-stdin'))
    .action(async (userIds: string[], options: Options) => {
      if (options.file !== undefined) await importFile(context, options.file, options);
      if (userIds.length === 0) return;
      const client = context.client(options);
      const domain =
        options.domain ?? (await client.call(ENDPOINTS['domain.list'])).domains.find((one) => one.isPrimary)?.name;
      const password = await readPassword(context);
      for (const userId of userIds) {
        const body = { userId, mail: `${userId}@${domain ?? ''}`, password, ...userFields(options) };
        const user = await client.call(ENDPOINTS['user.create'], { body });
        context.say(options, t('cli.user.created', { name: user.userId }));
      }
    });
};
