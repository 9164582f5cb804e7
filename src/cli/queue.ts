/** `mailroom queue`: outgoing mail that waits. REQUIREMENTS MO5 */
import type { Command } from 'commander';
import type { TextKey } from '../../locales/index.ts';
import { inOwnWords } from '../../locales/own-words.ts';
import type { Endpoint } from '../wire/admin/endpoint.ts';
import { ENDPOINTS } from '../wire/admin/endpoints.ts';
import type { ChangedView, QueuedMessageView, QueueSelectionInput } from '../wire/admin/mail-schemas.ts';
import type { CliContext, CommonOptions } from './context.ts';
import { mustHaveFound } from './each.ts';
import { MAX_LISTED, readPages } from './lists.ts';
import { heldText, lastAnswer, oneLine, senderOf, showInFull, timeOf } from './queue-show.ts';
import type { Register } from './register.ts';
import { badOption, wholeNumber } from './values.ts';

interface ListOptions extends CommonOptions {
  readonly query?: string;
  readonly lane?: string;
  readonly user?: string;
  readonly held?: boolean;
  readonly limit?: number;
}

interface SelectionOptions extends CommonOptions {
  readonly lane?: string;
  readonly user?: string;
  readonly held?: boolean;
  readonly all?: boolean;
  readonly because?: string;
}

/** Verbs that change messages, with the sentence for what was done. */
const CHANGES = {
  retry: 'cli.queue.retried',
  hold: 'cli.queue.held',
  release: 'cli.queue.released',
  bounce: 'cli.queue.bounced',
  delete: 'cli.queue.deleted',
} as const satisfies Record<string, TextKey>;

type Change = keyof typeof CHANGES;

export const register: Register = (program, context) => {
  const { t } = context;
  const noun = program.command('queue').description(t('cli.queue'));

  noun
    .command('list')
    .description(t('cli.queue.list'))
    .option('--query <text>', t('cli.queue.option.query'))
    .option('--lane <domain>', t('cli.queue.option.lane'))
    .option('--user <userId>', t('cli.queue.option.user'))
    .option('--held', t('cli.queue.option.held'))
    .option('--limit <count>', t('cli.user.option.limit'), wholeNumber('--limit', 1, MAX_LISTED))
    .action(async (options: ListOptions) => {
      const messages = await listQueue(context, options);
      showMessages(context, options, messages);
    });
  noun
    .command('show <queueId>')
    .description(t('cli.queue.show'))
    .action(async (queueId: string, options: CommonOptions) => {
      const result = await context.client(options).call(ENDPOINTS['queue.show'], { path: { queueId } });
      showInFull(context, options, result.messages);
    });
  noun
    .command('lanes')
    .description(t('cli.queue.lanes'))
    .action((options: CommonOptions) => showLanes(context, options));
  for (const change of Object.keys(CHANGES) as Change[]) registerChange(noun, context, change);
};

function registerChange(noun: Command, context: CliContext, change: Change): void {
  const { t } = context;
  const verb = noun
    .command(`${change} [queueIds...]`)
    .description(t(`cli.queue.${change}`))
    .option('--lane <domain>', t('cli.queue.option.lane'))
    .option('--user <userId>', t('cli.queue.option.user'))
    .option('--held', t('cli.queue.option.held'))
    .option('--all', t('cli.queue.option.all'));
  if (change === 'hold') verb.option('--because <text>', t('cli.queue.option.because'));
  verb.action(async (queueIds: string[], options: SelectionOptions) => {
    const because = options.because === undefined ? {} : { because: options.because };
    const body = { ...selectionOf(queueIds, options), ...because };
    const endpoint: Endpoint = ENDPOINTS[`queue.${change}`];
    const result = (await context.client(options).call(endpoint, { body })) as ChangedView;
    context.json(options, result);
    context.say(options, t(CHANGES[change], { count: result.changed }));
    mustHaveFound('queued', result.missing);
  });
}

/** Exactly one way to say which: what would change more than was meant is not guessed at. Throws Failure `invalid`. */
function selectionOf(queueIds: readonly string[], options: SelectionOptions): QueueSelectionInput {
  const selections: QueueSelectionInput[] = [];
  if (queueIds.length > 0) selections.push({ queueIds: [...queueIds] });
  if (options.lane !== undefined) selections.push({ lane: options.lane });
  if (options.user !== undefined) selections.push({ userId: options.user });
  if (options.held === true) selections.push({ held: true });
  if (options.all === true) selections.push({ all: true });
  const [selection] = selections;
  if (selection === undefined || selections.length > 1) {
    throw badOption('<queueIds>', { problem: 'not-one-of', options: ['ID', '--lane', '--user', '--held', '--all'] });
  }
  return selection;
}

/** All messages, or those that are asked for, oldest first. */
export function listQueue(context: CliContext, options: ListOptions): Promise<QueuedMessageView[]> {
  const client = context.client(options);
  const { query, lane, user: userId } = options;
  const held = options.held === true ? 'true' : undefined;
  return readPages<QueuedMessageView>(
    async (last, limit) =>
      (
        await client.call(ENDPOINTS['queue.list'], {
          query: { query, lane, userId, held, after: last?.id, limit },
        })
      ).messages,
    options.limit,
  );
}

/** As an administrator of Postfix looks for them: which, how large, since when, from whom, why still here, for whom. */
function showMessages(context: CliContext, options: CommonOptions, messages: readonly QueuedMessageView[]): void {
  const { t, formats } = context;
  context.show(
    options,
    { messages },
    [
      t('column.queue-id'),
      t('column.size'),
      t('column.queued'),
      t('column.next-try'),
      t('column.sender'),
      t('column.recipients'),
      t('column.reason'),
    ],
    messages.map((message) => [
      message.queueId,
      formats.size(message.sizeBytes),
      timeOf(context, message.queuedAt),
      timeOf(context, message.recipients.map(({ nextAttemptAt }) => nextAttemptAt).sort()[0]),
      senderOf(message),
      summary(message.recipients.map(({ address }) => address)),
      reasonOf(context, message),
    ]),
  );
}

/** Why it is still here: held, or the last answer of the first recipient that has had one. */
function reasonOf(context: CliContext, { heldBecause, recipients }: QueuedMessageView): string {
  if (heldBecause !== null) return heldText(context, heldBecause);
  const tried = recipients.find(({ lastAttempt }) => lastAttempt !== null);
  return tried === undefined ? context.t('value.waiting') : lastAnswer(context, tried);
}

async function showLanes(context: CliContext, options: CommonOptions): Promise<void> {
  const { t } = context;
  const result = await context.client(options).call(ENDPOINTS['queue.lanes']);
  context.show(
    options,
    result,
    [
      t('column.lane'),
      t('column.recipients'),
      t('column.running'),
      t('column.next-try'),
      t('column.blocked-until'),
      t('column.last-answer'),
    ],
    result.lanes.map((lane) => [
      lane.lane,
      context.formats.number(lane.recipients),
      `${lane.running}/${lane.limit}`,
      timeOf(context, lane.nextAttemptAt),
      timeOf(context, lane.blockedUntil),
      inOwnWords(oneLine(lane.lastFailure ?? ''), context.language),
    ]),
  );
}

function summary(addresses: readonly string[]): string {
  const [first = ''] = addresses;
  return addresses.length > 1 ? `${first} +${addresses.length - 1}` : first;
}
