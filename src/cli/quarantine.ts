/** `mailroom quarantine`: messages that were held back on arrival. REQUIREMENTS MI10 */
import type { TextKey } from '../../locales/index.ts';
import { ENDPOINTS } from '../wire/admin/endpoints.ts';
import type { QuarantinedView } from '../wire/admin/mail-schemas.ts';
import type { CliContext, CommonOptions } from './context.ts';
import { mustHaveFound } from './each.ts';
import { MAX_LISTED, readPages } from './lists.ts';
import type { Register } from './register.ts';
import { wholeNumber } from './values.ts';

interface ListOptions extends CommonOptions {
  readonly query?: string;
  readonly limit?: number;
}

const readId = wholeNumber('<id>', 0, Number.MAX_SAFE_INTEGER);

export const register: Register = (program, context) => {
  const { t } = context;
  const noun = program.command('quarantine').description(t('cli.quarantine'));
  noun
    .command('list')
    .description(t('cli.quarantine.list'))
    .option('--query <text>', t('cli.queue.option.query'))
    .option('--limit <count>', t('cli.user.option.limit'), wholeNumber('--limit', 1, MAX_LISTED))
    .action(async (options: ListOptions) => {
      const client = context.client(options);
      const messages = await readPages<QuarantinedView>(async (last, limit) => {
        const query = { query: options.query, before: last?.id, limit };
        return (await client.call(ENDPOINTS['quarantine.list'], { query })).messages;
      }, options.limit);
      showMessages(context, options, { messages }, messages);
    });
  noun
    .command('show <id>')
    .description(t('cli.quarantine.show'))
    .action(async (id: string, options: CommonOptions) => {
      const message = await context.client(options).call(ENDPOINTS['quarantine.show'], { path: { id: readId(id) } });
      showMessages(context, options, message, [message]);
      context.say(options, '');
      for (const line of message.header.trimEnd().split(/\r?\n/)) context.say(options, line.replaceAll('\t', '    '));
    });
  noun
    .command('release <ids...>')
    .description(t('cli.quarantine.release'))
    .action(async (ids: string[], options: CommonOptions) => {
      const body = { ids: ids.map(readId) };
      const result = await context.client(options).call(ENDPOINTS['quarantine.release'], { body });
      tellChange(context, options, result, 'cli.quarantine.released');
    });
  noun
    .command('delete <ids...>')
    .description(t('cli.quarantine.delete'))
    .action(async (ids: string[], options: CommonOptions) => {
      const body = { ids: ids.map(readId) };
      const result = await context.client(options).call(ENDPOINTS['quarantine.delete'], { body });
      tellChange(context, options, result, 'cli.quarantine.deleted');
    });
};

function tellChange(
  context: CliContext,
  options: CommonOptions,
  result: { readonly changed: number; readonly missing: readonly number[] },
  done: TextKey,
): void {
  context.json(options, result);
  context.say(options, context.t(done, { count: result.changed }));
  mustHaveFound('quarantined', result.missing);
}

function showMessages(
  context: CliContext,
  options: CommonOptions,
  value: unknown,
  messages: readonly QuarantinedView[],
): void {
  const { t } = context;
  context.show(
    options,
    value,
    [
      t('column.id'),
      t('column.queue-id'),
      t('column.received'),
      t('column.sender'),
      t('column.recipients'),
      t('column.size'),
      t('column.reason'),
    ],
    messages.map((message) => [
      String(message.id),
      message.queueId,
      context.formats.time(Date.parse(message.receivedAt)),
      message.sender === '' ? '<>' : message.sender,
      message.recipients.join(', '),
      context.formats.size(message.sizeBytes),
      message.reasons.map(({ filter, text }) => `${filter}: ${text}`).join('; '),
    ]),
  );
}
