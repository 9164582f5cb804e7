/** `mailroom trace`: what happened to a message, and why. REQUIREMENTS MO5, LI8 */
import { ENDPOINTS } from '../wire/admin/endpoints.ts';
import type { CommonOptions } from './context.ts';
import type { Register } from './register.ts';
import { moment, wholeNumber } from './values.ts';

interface TraceOptions extends CommonOptions {
  readonly since?: string;
  readonly until?: string;
  readonly limit?: number;
}

const MAX_MESSAGES = 200;

export const register: Register = (program, context) => {
  const { t, language } = context;
  program
    .command('trace <text...>')
    .description(t('cli.trace'))
    .option('--since <time>', t('cli.trace.option.since'), moment('--since'))
    .option('--until <time>', t('cli.trace.option.until'), moment('--until'))
    .option('--limit <count>', t('cli.trace.option.limit'), wholeNumber('--limit', 1, MAX_MESSAGES))
    .action(async (words: string[], options: TraceOptions) => {
      const { since, until, limit } = options;
      const query = { text: words.join(' '), since, until, limit, language };
      const result = await context.client(options).call(ENDPOINTS['trace.find'], { query });
      context.json(options, result);
      if (result.messages.length === 0) context.say(options, t('cli.trace.none'));
      for (const [index, { queueId, lines }] of result.messages.entries()) {
        if (index > 0) context.say(options, '');
        context.say(options, queueId);
        for (const line of lines) context.say(options, `  ${line}`);
      }
    });
};
