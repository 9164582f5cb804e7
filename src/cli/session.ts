/** `mailroom session`: where users are signed in, and programs of theirs that act with tokens. REQUIREMENTS DI9 */
import type { SessionView } from '../wire/admin/endpoints/session.ts';
import { ENDPOINTS } from '../wire/admin/endpoints.ts';
import type { CliContext, CommonOptions } from './context.ts';
import { changeEachId } from './each.ts';
import type { Register } from './register.ts';
import { badOption } from './values.ts';

interface EndOptions extends CommonOptions {
  readonly all?: boolean;
}

export const register: Register = (program, context) => {
  const { t } = context;
  const noun = program.command('session').description(t('cli.session'));
  noun
    .command('list <userId>')
    .description(t('cli.session.list'))
    .action((userId: string, options: CommonOptions) => listSessions(context, options, userId));
  noun
    .command('end <userId> [ids...]')
    .description(t('cli.session.end'))
    .option('--all', t('cli.session.option.all'))
    .action(async (userId: string, ids: string[], options: EndOptions) => {
      // What would end more than was meant is not guessed at.
      const isAll = options.all === true;
      const isNamed = ids.length > 0;
      if (isAll === isNamed) {
        throw badOption('<ids>', { problem: 'not-one-of', options: ['ID', '--all'] });
      }
      if (isAll) await endAll(context, options, userId);
      else await endSessions(context, options, userId, ids);
    });
};

/** Of one kind, or of all. */
export async function listSessions(
  context: CliContext,
  options: CommonOptions,
  userId: string,
  kind?: SessionView['kind'],
): Promise<void> {
  const { t, formats } = context;
  const request = { path: { userId }, query: { kind } };
  const { sessions } = await context.client(options).call(ENDPOINTS['user.sessions'], request);
  const time = (text: string) => formats.time(Date.parse(text));
  context.show(
    options,
    { sessions },
    [
      ...[t('column.id'), t('column.kind'), t('column.program'), t('column.services')],
      ...[t('column.last-used'), t('column.address'), t('column.valid-until')],
    ],
    sessions.map(({ id, kind: is, client, services, lastUsedAt, address, expiresAt }) => [
      ...[String(id), t(`cli.session.kind.${is}`), client, services?.join(', ') ?? t('cli.session.everywhere')],
      ...[time(lastUsedAt), address, time(expiresAt)],
    ]),
  );
}

export async function endSessions(
  context: CliContext,
  options: CommonOptions,
  userId: string,
  ids: readonly string[],
): Promise<void> {
  await changeEachId(context, options, ids, {
    done: 'ended',
    change: (client, id) => client.call(ENDPOINTS['user.end-session'], { path: { userId, id } }),
    sentence: (id) => context.t('cli.session.ended', { id, userId }),
  });
}

async function endAll(context: CliContext, options: CommonOptions, userId: string): Promise<void> {
  const result = await context.client(options).call(ENDPOINTS['user.end-sessions'], { path: { userId } });
  context.json(options, result);
  context.say(options, context.t('cli.session.all-ended', { count: result.ended, userId }));
}
