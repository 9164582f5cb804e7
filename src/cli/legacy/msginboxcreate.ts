/**
 * `msginboxcreate`: once a second step after making a user. Here an account is made with its INBOX, and none can be without:
 * what is left is to tell whether there is such a user. REQUIREMENTS section 11
 */
import { ENDPOINTS } from '../../wire/admin/endpoints.ts';
import type { CommonOptions } from '../context.ts';
import type { Register } from '../register.ts';

export const register: Register = (program, context) => {
  const { t } = context;
  program
    .command('msginboxcreate')
    .description(t('cli.msginboxcreate'))
    .requiredOption('--name <userId>', t('cli.argument.user-id'))
    .action(async (options: CommonOptions & { name: string }) => {
      const path = { userId: options.name };
      const { userId } = await context.client(options).call(ENDPOINTS['user.show'], { path });
      context.json(options, { userId });
      context.say(options, t('cli.msginboxcreate.done', { name: userId }));
    });
};
