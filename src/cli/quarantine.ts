/** `mailroom quarantine`: messages that were held back on arrival. REQUIREMENTS MI10 */
import { isoTime } from '../base/iso-time.ts';
import { printable } from '../base/printable.ts';
import { formatSize } from '../base/quantity.ts';
import { ENDPOINTS } from '../wire/admin/endpoints.ts';
import type { QuarantinedView } from '../wire/admin/mail-schemas.ts';
import type { CliContext, CommonOptions } from './context.ts';
import { readPages } from './lists.ts';
import type { Register } from './register.ts';
import { wholeNumber } from './values.ts';

interface ListOptions extends CommonOptions {
  readonly query?: string;
  readonly limit?: number;
}

const MAX_LISTED = 1_000_000_000;
const readId = wholeNumber('ID', 0, Number.MAX_SAFE_INTEGER);

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
      for (const line of message.header.trimEnd().split(/\r?\n/))
        context.say(options, printable(line.replaceAll('\t', '    ')));
    });
  noun
    .command('release <ids...>')
    .description(t('cli.quarantine.release'))
    .action(async (ids: string[], options: CommonOptions) => {
      const body = { ids: ids.map(readId) };
      const { changed } = await context.client(options).call(ENDPOINTS['quarantine.release'], { body });
      context.say(options, t('cli.quarantine.released', { count: changed }));
    });
  noun
    .command('delete <ids...>')
    .description(t('cli.quarantine.delete'))
    .action(async (ids: string[], options: CommonOptions) => {
      const body = { ids: ids.map(readId) };
      const { changed } = await context.client(options).call(ENDPOINTS['quarantine.delete'], { body });
      context.say(options, t('cli.quarantine.deleted', { count: changed }));
    });
};

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
      isoTime(Date.parse(message.receivedAt)),
      message.sender === '' ? '<>' : message.sender,
      message.recipients.join(', '),
      formatSize(message.sizeBytes),
      message.reasons.map(({ filter, text }) => `${filter}: ${text}`).join('; '),
    ]),
  );
}
