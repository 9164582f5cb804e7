/** `mailroom log`: the last lines of the log of the running server. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { LogLineView } from '../wire/admin/endpoints/log.ts';
import { ENDPOINTS } from '../wire/admin/endpoints.ts';
import type { CommonOptions } from './context.ts';
import type { Register } from './register.ts';
import { oneOf, wholeNumber } from './values.ts';

interface LogOptions extends CommonOptions {
  readonly level?: LogLineView['level'];
  readonly query?: string;
  readonly service?: string;
  readonly lines?: number;
  readonly follow?: boolean;
}

const LEVELS = ['debug', 'info', 'warn', 'error'] as const;
const MAX_LINES = 1000;
const DEFAULT_LINES = 50;
const FOLLOW_MS = 1000;

export const register: Register = (program, context) => {
  const { t } = context;
  program
    .command('log')
    .description(t('cli.log'))
    .option('--level <level>', t('cli.log.option.level'), oneOf('--level', LEVELS))
    .option('--query <text>', t('cli.log.option.query'))
    .option('--service <name>', t('cli.log.option.service'))
    .option('--lines <number>', t('cli.log.option.lines'), wholeNumber('--lines', 1, MAX_LINES))
    .option('--follow', t('cli.log.option.follow'))
    .action(async (options: LogOptions) => {
      const { level, query, service, lines: limit = DEFAULT_LINES } = options;
      const client = context.client(options);
      const read = (after: number, most: number) =>
        client.call(ENDPOINTS['log.list'], { query: { level, query, service, after, limit: most } });
      let answer = await read(0, limit);
      const show = () => {
        for (const line of answer.lines) {
          context.say(options, lineText(line));
          // One value for each line, as it comes: there is no end to wait for.
          if (options.follow === true) context.json(options, line);
        }
      };
      if (options.follow !== true) context.json(options, answer);
      show();
      while (options.follow === true) {
        await sleep(FOLLOW_MS);
        answer = await read(answer.last, MAX_LINES);
        show();
      }
    });
};

function lineText({ at, level, message, fields }: LogLineView): string {
  const rest = Object.entries(fields).map(
    ([name, value]) => `${name}=${/[\s"]/.test(value) ? JSON.stringify(value) : value}`,
  );
  return [at, level.toUpperCase().padEnd(5), message, ...rest].join(' ');
}
