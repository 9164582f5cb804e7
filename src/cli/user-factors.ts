/** `mailroom user factors` and `user reset-factors`. REQUIREMENTS DI9 */
import type { Command } from 'commander';
import type { FactorView } from '../wire/admin/endpoints/factor.ts';
import { ENDPOINTS } from '../wire/admin/endpoints.ts';
import type { CliContext, CommonOptions } from './context.ts';
import { registerEach } from './each.ts';

export function registerUserFactors(noun: Command, context: CliContext): void {
  const { t } = context;
  noun
    .command('factors <userId>')
    .description(t('cli.user.factors'))
    .action((userId: string, options: CommonOptions) => list(context, options, userId));
  registerEach(noun, context, {
    ...{ verb: 'reset-factors', argument: 'userIds', done: 'reset', description: t('cli.user.reset-factors') },
    change: (client, userId) => client.call(ENDPOINTS['user.reset-factors'], { path: { userId } }),
    sentence: (name) => t('cli.user.factors-reset', { name }),
  });
}

async function list(context: CliContext, options: CommonOptions, userId: string): Promise<void> {
  const { t, formats } = context;
  const result = await context.client(options).call(ENDPOINTS['user.factors'], { path: { userId } });
  const { factors } = result;
  context.json(options, result);
  if (factors.length === 0) {
    context.say(options, t('cli.user.no-factors', { name: userId }));
    return;
  }
  const time = (text: string | null) => (text === null ? t('value.never') : formats.time(Date.parse(text)));
  context.table(
    options,
    [t('column.kind'), t('column.name'), t('column.state'), t('column.created'), t('column.last-used')],
    factors.map((factor) => [
      ...[t(`cli.factor.kind.${factor.kind}`), factor.label, stateOf(context, factor)],
      ...[time(factor.createdAt), time(factor.lastUsedAt)],
    ]),
  );
}

function stateOf({ t }: CliContext, { isConfirmed, codesLeft }: FactorView): string {
  if (codesLeft !== null) return t('cli.factor.codes-left', { number: codesLeft });
  return isConfirmed ? '' : t('cli.factor.begun');
}
