/** `mailroom token`: access of programs to the account of a user, for OAUTHBEARER and XOAUTH2. REQUIREMENTS DI9, MI2 */

import type { TokensView } from '../wire/admin/endpoints/session.ts';
import { ENDPOINTS } from '../wire/admin/endpoints.ts';
import type { CliContext, CommonOptions } from './context.ts';
import type { Register } from './register.ts';
import { endSessions, listSessions } from './session.ts';
import { deadline, oneOfEach } from './values.ts';

/** As the API has them, in the order in which help names them. */
const SERVICES = ENDPOINTS['user.create-token'].body.shape.services.element.options;

interface CreateOptions extends CommonOptions {
  readonly client: string;
  readonly services: (typeof SERVICES)[number][];
  readonly expires?: string;
}

export const register: Register = (program, context) => {
  const { t } = context;
  const noun = program.command('token').description(t('cli.token'));
  noun
    .command('list <userId>')
    .description(t('cli.token.list'))
    .action((userId: string, options: CommonOptions) => listSessions(context, options, userId, 'token'));
  noun
    .command('create <userId>')
    .description(t('cli.token.create'))
    .requiredOption('--client <name>', t('cli.token.option.client'))
    .requiredOption(
      '--services <names>',
      t('cli.token.option.services', { services: SERVICES.join(', ') }),
      oneOfEach('--services', SERVICES),
    )
    .option('--expires <time>', t('cli.token.option.expires'), deadline('--expires'))
    .action(async (userId: string, options: CreateOptions) => {
      const { client, services, expires: expiresAt } = options;
      const request = { path: { userId }, body: { client, services, expiresAt } };
      const tokens = await context.client(options).call(ENDPOINTS['user.create-token'], request);
      tell(context, options, tokens);
    });
  noun
    .command('refresh')
    .description(t('cli.token.refresh'))
    .action(async (options: CommonOptions) => {
      const refreshToken = (await context.streams.readInput()).trim();
      const tokens = await context.client(options).call(ENDPOINTS['token.refresh'], { body: { refreshToken } });
      tell(context, options, tokens);
    });
  noun
    .command('delete <userId> <ids...>')
    .description(t('cli.token.delete'))
    .action((userId: string, ids: string[], options: CommonOptions) => endSessions(context, options, userId, ids));
};

/** In a form that scripts read as well: `access-token: …`. */
function tell(context: CliContext, options: CommonOptions, tokens: TokensView): void {
  const { t, formats } = context;
  const time = (text: string) => formats.time(Date.parse(text));
  context.json(options, tokens);
  context.table(
    options,
    [],
    [
      [t('column.id'), String(tokens.id)],
      [t('cli.token.access'), tokens.accessToken],
      [t('column.valid-until'), time(tokens.accessExpiresAt)],
      [t('cli.token.refreshing'), tokens.refreshToken],
      [t('column.valid-until'), time(tokens.expiresAt)],
    ],
  );
  context.say(options, t('cli.token.once'));
}
