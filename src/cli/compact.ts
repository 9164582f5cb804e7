/** `mailroom compact`: gives back the space of what was deleted. */
import { formatSize } from '../base/quantity.ts';
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
      if (options.json === true) context.streams.out(`${JSON.stringify(report, null, 2)}\n`);
      const values = {
        freed: formatSize(report.freedBytes),
        contents: report.contentsRemoved,
        segments: report.segmentsRemoved,
      };
      context.say(options, t('cli.compact.done', values));
    });
};
