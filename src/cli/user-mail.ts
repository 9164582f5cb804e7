/** `mailroom user forward` and `user welcome`. REQUIREMENTS MI5, K12 */
import type { Command } from 'commander';
import { ENDPOINTS } from '../wire/admin/endpoints.ts';
import type { CliContext, CommonOptions } from './context.ts';
import { several } from './lists.ts';
import { badOption } from './values.ts';

interface ForwardOptions extends CommonOptions {
  readonly to?: string[];
  readonly keepCopy?: boolean;
  readonly off?: boolean;
}

interface WelcomeOptions extends CommonOptions {
  readonly add?: string[];
  readonly remove?: string[];
}

export function registerUserMail(noun: Command, context: CliContext): void {
  const { t } = context;
  noun
    .command('forward <userId>')
    .description(t('cli.user.forward'))
    .option('--to <address>', t('cli.user.option.to'), several)
    .option('--keep-copy', t('cli.user.option.keep-copy'))
    .option('--off', t('cli.user.option.off'))
    .action((userId: string, options: ForwardOptions) => forward(context, userId, options));
  noun
    .command('welcome <userId>')
    .description(t('cli.user.welcome'))
    .option('--add <sender>', t('cli.user.option.add-sender'), several)
    .option('--remove <sender>', t('cli.user.option.remove-sender'), several)
    .action((userId: string, options: WelcomeOptions) => welcome(context, userId, options));
}

/** Without an option it shows what is set. */
async function forward(context: CliContext, userId: string, options: ForwardOptions): Promise<void> {
  const { t } = context;
  const client = context.client(options);
  const isOff = options.off === true;
  if (isOff && (options.to !== undefined || options.keepCopy === true))
    throw badOption('--off', { problem: 'not-acceptable' });
  if (!isOff && options.to === undefined && options.keepCopy === true) throw badOption('--to', { problem: 'missing' });
  const isChange = isOff || options.to !== undefined;
  const body = {
    forwarding: options.to === undefined ? null : { addresses: options.to, keepsCopy: options.keepCopy === true },
  };
  const user = isChange
    ? await client.call(ENDPOINTS['user.update'], { path: { userId }, body })
    : await client.call(ENDPOINTS['user.show'], { path: { userId } });
  const { forwarding } = user;
  context.json(options, { userId: user.userId, forwarding });
  if (forwarding === null) {
    context.say(options, t('cli.user.not-forwarded', { name: user.userId }));
    return;
  }
  const values = { name: user.userId, addresses: forwarding.addresses.join(', ') };
  context.say(options, t(forwarding.keepsCopy ? 'cli.user.forwarded-with-copy' : 'cli.user.forwarded', values));
}

/** Adds and takes away; without an option it only shows the list. */
async function welcome(context: CliContext, userId: string, options: WelcomeOptions): Promise<void> {
  const client = context.client(options);
  let user = await client.call(ENDPOINTS['user.show'], { path: { userId } });
  if (options.add !== undefined || options.remove !== undefined) {
    const removed = new Set(
      (options.remove ?? []).flatMap((sender) => [sender.toLowerCase(), `@${sender.toLowerCase()}`]),
    );
    const welcomeSenders = [...user.welcomeSenders, ...(options.add ?? [])].filter(
      (sender) => !removed.has(sender.toLowerCase()),
    );
    user = await client.call(ENDPOINTS['user.update'], { path: { userId }, body: { welcomeSenders } });
  }
  const { welcomeSenders } = user;
  context.show(
    options,
    { userId: user.userId, welcomeSenders },
    [context.t('column.sender')],
    welcomeSenders.map((sender) => [sender]),
  );
}
