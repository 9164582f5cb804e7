/** `mailroom health`: whether all is well, in words; the exit code tells it to programs. */
import { healthTexts } from '../../locales/health-text.ts';
import { ENDPOINTS } from '../wire/admin/endpoints.ts';
import type { CommonOptions } from './context.ts';
import type { Register } from './register.ts';

/** Not all is well. */
const EXIT_NOT_WELL = 1;

interface HealthOptions extends CommonOptions {
  readonly check?: boolean;
}

export const register: Register = (program, context) => {
  const { t, formats } = context;
  program
    .command('health')
    .description(t('cli.health'))
    .option('--check', t('cli.health.option.check'))
    .action(async (options: HealthOptions) => {
      const name = options.check === true ? 'health.check' : 'health.show';
      const health = await context.client(options).call(ENDPOINTS[name]);
      context.json(options, health);
      context.say(options, t(`health.overall.${health.overall}`));
      for (const finding of health.findings) {
        const { says, advice } = healthTexts(t, formats, finding);
        context.say(options, '');
        context.say(options, `${t(`health.severity.${finding.severity}`)}: ${says}`);
        context.say(options, `  ${advice}`);
        context.say(options, `  ${finding.command}`);
      }
      if (health.overall !== 'well') context.setExitCode(EXIT_NOT_WELL);
    });
};
