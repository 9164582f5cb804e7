/** `mailroom app-password`: for programs that cannot ask for a second factor. REQUIREMENTS DI9 */

import type { AppPasswordView } from '../wire/admin/endpoints/app-password.ts';
import { ENDPOINTS } from '../wire/admin/endpoints.ts';
import type { CliContext, CommonOptions } from './context.ts';
import { changeEachId } from './each.ts';
import type { Register } from './register.ts';
import { deadline, oneOfEach } from './values.ts';

/** As the API has them, in the order in which help names them. */
const SERVICES = ENDPOINTS['user.create-app-password'].body.shape.services.unwrap().unwrap().element.options;

interface CreateOptions extends CommonOptions {
  readonly label: string;
  readonly services?: (typeof SERVICES)[number][];
  readonly expires?: string;
}

export const register: Register = (program, context) => {
  const { t } = context;
  const noun = program.command('app-password').description(t('cli.app-password'));
  noun
    .command('list <userId>')
    .description(t('cli.app-password.list'))
    .action(async (userId: string, options: CommonOptions) => {
      const result = await context.client(options).call(ENDPOINTS['user.app-passwords'], { path: { userId } });
      show(context, options, result.appPasswords);
    });
  noun
    .command('create <userId>')
    .description(t('cli.app-password.create'))
    .requiredOption('--label <name>', t('cli.app-password.option.label'))
    .option(
      '--services <names>',
      t('cli.app-password.option.services', { services: SERVICES.join(', ') }),
      oneOfEach('--services', SERVICES),
    )
    .option('--expires <time>', t('cli.app-password.option.expires'), deadline('--expires'))
    .action(async (userId: string, options: CreateOptions) => {
      const { label, services, expires: expiresAt } = options;
      const request = { path: { userId }, body: { label, services, expiresAt } };
      const made = await context.client(options).call(ENDPOINTS['user.create-app-password'], request);
      context.json(options, made);
      const rows = [
        [t('column.id'), String(made.id)],
        [t('cli.app-password.secret'), made.password],
      ];
      context.table(options, [], rows);
      context.say(options, t('cli.app-password.once'));
    });
  noun
    .command('delete <userId> <ids...>')
    .description(t('cli.app-password.delete'))
    .action((userId: string, ids: string[], options: CommonOptions) => deleteEach(context, options, userId, ids));
};

async function deleteEach(
  context: CliContext,
  options: CommonOptions,
  userId: string,
  ids: readonly string[],
): Promise<void> {
  await changeEachId(context, options, ids, {
    done: 'deleted',
    change: (client, id) => client.call(ENDPOINTS['user.delete-app-password'], { path: { userId, id } }),
    sentence: (id) => context.t('cli.app-password.deleted', { id, userId }),
  });
}

function show(context: CliContext, options: CommonOptions, appPasswords: readonly AppPasswordView[]): void {
  const { t, formats } = context;
  const time = (text: string | null) => (text === null ? t('value.never') : formats.time(Date.parse(text)));
  context.show(
    options,
    { appPasswords },
    [
      ...[t('column.id'), t('column.program'), t('column.services'), t('column.created')],
      ...[t('column.last-used'), t('column.address'), t('column.valid-until')],
    ],
    appPasswords.map(({ id, label, services, createdAt, lastUsedAt, lastUsedFrom, expiresAt }) => [
      ...[String(id), label, services?.join(', ') ?? t('cli.session.everywhere'), time(createdAt)],
      ...[time(lastUsedAt), lastUsedFrom ?? '', expiresAt === null ? '' : time(expiresAt)],
    ]),
  );
}
