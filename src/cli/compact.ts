/** `mailroom compact`: gives back the space of what was deleted. */
import { ENDPOINTS } from '../wire/admin/endpoints.ts';
import type { CommonOptions } from './context.ts';
import type { Register } from './register.ts';

export const register: Register = (program, context) => {
  const { t } = context;
  program
    .command('compact')
    .description(t('cli.compact'))
    .action(async (options: CommonOptions) => {
      const report = await context.client(options).call(ENDPOINTS.compact);
      context.json(options, report);
      const values = {
        freed: context.formats.size(report.freedBytes),
        contents: context.formats.number(report.contentsRemoved),
        segments: context.formats.number(report.segmentsRemoved),
      };
      context.say(options, t('cli.compact.done', values));
    });
};
