/** `msgdomainmove`: the legacy name for renaming a domain. REQUIREMENTS section 11, DI4 */
import { ENDPOINTS } from '../../wire/admin/endpoints.ts';
import type { CommonOptions } from '../context.ts';
import type { Register } from '../register.ts';

interface Options extends CommonOptions {
  readonly dropOldName?: boolean;
}

export const register: Register = (program, context) => {
  const { t } = context;
  program
    .command('msgdomainmove')
    .description(t('cli.msgdomainmove'))
    .argument('<oldName>', t('cli.msgdomainmove.from'))
    .argument('<newName>', t('cli.msgdomainmove.to'))
    .option('--drop-old-name', t('cli.msgdomainmove.drop'))
    .action(async (oldName: string, newName: string, options: Options) => {
      const body = { name: newName, keepsOldName: options.dropOldName !== true };
      const domain = await context.client(options).call(ENDPOINTS['domain.update'], { path: { name: oldName }, body });
      context.json(options, domain);
      context.say(options, t('cli.domain.renamed', { name: oldName, to: domain.name }));
    });
};
