/** `mailroom test-message`: sends one, and tells what becomes of it. REQUIREMENTS MO5, P2 */
import { setTimeout as delay } from 'node:timers/promises';
import type { AdminClient } from '../gateways/admin-client/admin-client.ts';
import { ENDPOINTS } from '../wire/admin/endpoints.ts';
import type { TracedMessageView } from '../wire/admin/mail-schemas.ts';
import type { CliContext, CommonOptions } from './context.ts';
import { EXIT_FINDINGS } from './failures.ts';
import type { Register } from './register.ts';

/** The trace is written soon after what it tells; another server takes longer, and `mailroom trace` tells of it. */
const ATTEMPTS = 20;
const BETWEEN_MS = 250;
/** What ends the way of a message as far as this server sees at once. */
const LAST_KINDS = ['filed', 'queued', 'held', 'quarantined', 'refused', 'appended', 'piped'];

export const register: Register = (program, context) => {
  const { t } = context;
  program
    .command('test-message [to]')
    .description(t('cli.test-message'))
    .action((to: string | undefined, options: CommonOptions) => send(context, to, options));
};

async function send(context: CliContext, to: string | undefined, options: CommonOptions): Promise<void> {
  const { t } = context;
  const client = context.client(options);
  const sent = await client.call(ENDPOINTS['test-message.send'], { body: { to } });
  const traced = await readTrace(context, client, sent.queueId);
  context.json(options, { ...sent, trace: traced });
  context.say(options, t(sent.isTaken ? 'cli.test-message.taken' : 'cli.test-message.refused', { name: sent.to }));
  context.say(options, sent.queueId);
  for (const line of traced?.lines ?? []) context.say(options, `  ${line}`);
  if (!sent.isTaken) context.setExitCode(EXIT_FINDINGS);
}

/** Null where nothing was written yet. */
async function readTrace(
  { language }: CliContext,
  client: AdminClient,
  queueId: string,
): Promise<TracedMessageView | null> {
  let traced: TracedMessageView | null = null;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const { messages } = await client.call(ENDPOINTS['trace.find'], { query: { text: queueId, limit: 1, language } });
    traced = messages[0] ?? null;
    if (traced?.events.some(({ kind }) => LAST_KINDS.includes(kind))) break;
    await delay(BETWEEN_MS);
  }
  return traced;
}
