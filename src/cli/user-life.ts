/** `mailroom user archive`, `restore`, `dependents` and `delete`. REQUIREMENTS DI5 */
import type { Command } from 'commander';
import { Failure, isFailure } from '../base/failure.ts';
import type { AdminClient } from '../gateways/admin-client/admin-client.ts';
import type { DependentView } from '../wire/admin/endpoints/user.ts';
import { ENDPOINTS } from '../wire/admin/endpoints.ts';
import type { CliContext, CommonOptions } from './context.ts';
import { registerDelete, registerEach } from './each.ts';

interface DeleteOptions extends CommonOptions {
  readonly handOverTo?: string;
}

export function registerUserLife(noun: Command, context: CliContext): void {
  const { t } = context;
  registerEach(noun, context, {
    ...{ verb: 'archive', argument: 'userIds', done: 'archived', description: t('cli.user.archive') },
    change: (client, userId) => client.call(ENDPOINTS['user.archive'], { path: { userId } }),
    sentence: (name) => t('cli.user.archived', { name }),
  });
  registerEach(noun, context, {
    ...{ verb: 'restore', argument: 'userIds', done: 'restored', description: t('cli.user.restore') },
    change: (client, userId) => client.call(ENDPOINTS['user.restore'], { path: { userId } }),
    sentence: (name) => t('cli.user.restored', { name }),
  });
  noun
    .command('dependents <userId>')
    .description(t('cli.user.dependents'))
    .action(async (userId: string, options: CommonOptions) => {
      const result = await context.client(options).call(ENDPOINTS['user.dependents'], { path: { userId } });
      context.json(options, result);
      const { dependents, hasOthers } = result;
      if (dependents.length === 0 && !hasOthers) context.say(options, t('cli.user.no-dependents', { name: userId }));
      for (const dependent of dependents) context.say(options, sentenceOf(context, dependent));
      if (hasOthers) context.say(options, t('cli.user.other-dependents', { name: userId }));
    });
  registerDelete<DeleteOptions>(noun, context, {
    argument: 'userIds',
    description: t('cli.user.delete'),
    remove: (client, userId, options) => deleteUser(context, client, userId, options),
    sentence: (name) => t('cli.user.deleted', { name }),
  }).option('--hand-over-to <userId>', t('cli.user.option.hand-over-to'));
}

/** A refusal tells in sentences what depends on the user. */
async function deleteUser(
  context: CliContext,
  client: AdminClient,
  userId: string,
  { handOverTo }: DeleteOptions,
): Promise<void> {
  try {
    await client.call(ENDPOINTS['user.delete'], { path: { userId }, query: { handOverTo } });
  } catch (error) {
    if (!isFailure(error, 'in-use')) throw error;
    const { dependents } = await client.call(ENDPOINTS['user.dependents'], { path: { userId } });
    // Of what the server keeps for itself the refusal says enough.
    const named = Array.isArray(error.detail.dependents) ? (error.detail.dependents as readonly unknown[]) : [];
    if (!dependents.some(({ name }) => named.includes(name))) throw error;
    const sentences = dependents.map((dependent) => sentenceOf(context, dependent)).join(' ');
    throw new Failure('in-use', error.message, { detail: { reason: 'user', name: userId, dependents, sentences } });
  }
}

function sentenceOf({ t }: CliContext, { kind, name }: DependentView): string {
  return t(`dependent.${kind}`, { what: name });
}
