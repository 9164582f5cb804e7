/** `msgusercreate`: the legacy name for making users, one or many at once. REQUIREMENTS section 11 */
import { ENDPOINTS } from '../../wire/admin/endpoints.ts';
import type { UserView } from '../../wire/admin/schemas.ts';
import { throwAll, tryEach } from '../each.ts';
import { importFile } from '../import-file.ts';
import { readPassword } from '../password.ts';
import { primaryDomain } from '../primary-domain.ts';
import type { Register } from '../register.ts';
import { addUserFieldOptions, type UserFieldOptions, userFields } from '../user-fields.ts';
import { badOption } from '../values.ts';

interface Options extends UserFieldOptions {
  readonly domain?: string;
  readonly file?: string;
  readonly dryRun?: boolean;
}

export const register: Register = (program, context) => {
  const { t } = context;
  addUserFieldOptions(program.command('msgusercreate [userIds...]').description(t('cli.msgusercreate')), t)
    .option('--domain <name>', t('cli.msgusercreate.domain'))
    .option('--file <file>', t('cli.user.option.file'))
    .option('--dry-run', t('cli.user.option.dry-run'))
    .option('--password-stdin', t('cli.user.option.password-stdin'))
    .action(async (userIds: string[], options: Options) => {
      if (options.file !== undefined && userIds.length > 0) throw badOption('--file', { problem: 'not-acceptable' });
      if (options.file !== undefined) return importFile(context, options.file, options);
      if (options.dryRun === true) throw badOption('--dry-run', { problem: 'not-acceptable' });
      if (userIds.length === 0) throw badOption('<userIds>', { problem: 'missing' });
      const client = context.client(options);
      const domain = options.domain ?? (await primaryDomain(client));
      const password = await readPassword(context);
      const users: UserView[] = [];
      const failures = await tryEach(userIds, async (userId) => {
        const body = { userId, mail: `${userId}@${domain}`, password, ...userFields(options) };
        const user = await client.call(ENDPOINTS['user.create'], { body });
        users.push(user);
        context.say(options, t('cli.user.created', { name: user.userId }));
      });
      context.json(options, { users });
      throwAll(failures);
    });
};
