/** `mailroom user`: REQUIREMENTS DI2, SM3, SM6 */
import type { TextKey } from '../../locales/index.ts';
import { ENDPOINTS } from '../wire/admin/endpoints.ts';
import type { UserView } from '../wire/admin/schemas.ts';
import type { CliContext, CommonOptions } from './context.ts';
import { registerUserExport } from './export-users.ts';
import { importFile } from './import-file.ts';
import { MAX_LISTED, readPages } from './lists.ts';
import { readPassword } from './password.ts';
import type { Register } from './register.ts';
import { registerUserFactors } from './user-factors.ts';
import { addUserFieldOptions, eitherOf, type UserFieldOptions, userFields } from './user-fields.ts';
import { registerUserLife } from './user-life.ts';
import { registerUserMail } from './user-mail.ts';
import { requireChange, wholeNumber } from './values.ts';

interface ListOptions extends CommonOptions {
  readonly domain?: string;
  readonly query?: string;
  readonly limit?: number;
  readonly archived?: boolean;
}

interface PasswordOptions extends CommonOptions {
  readonly mustChange?: boolean;
  readonly keepAppPasswords?: boolean;
}

interface UpdateOptions extends UserFieldOptions {
  readonly userId?: string;
  readonly enable?: boolean;
  readonly disable?: boolean;
}

export const register: Register = (program, context) => {
  const { t } = context;
  const noun = program.command('user').description(t('cli.user'));

  noun
    .command('list')
    .description(t('cli.user.list'))
    .option('--domain <name>', t('cli.user.option.domain'))
    .option('--query <text>', t('cli.user.option.query'))
    .option('--limit <count>', t('cli.user.option.limit'), wholeNumber('--limit', 1, MAX_LISTED))
    .option('--archived', t('cli.user.option.archived'))
    .action(async (options: ListOptions) => {
      const users = await listAll(context, options);
      showUsers(context, options, { users }, users);
    });
  noun
    .command('show <userId>')
    .description(t('cli.user.show'))
    .action(async (userId: string, options: CommonOptions) => {
      const user = await context.client(options).call(ENDPOINTS['user.show'], { path: { userId } });
      showUsers(context, options, user, [user]);
    });
  addUserFieldOptions(noun.command('create <userId>').description(t('cli.user.create')), t)
    .requiredOption('--mail <address>', t('cli.user.option.mail'))
    .requiredOption('--password-stdin', t('cli.user.option.password-stdin'))
    .action(async (userId: string, options: UserFieldOptions & { mail: string }) => {
      const body = { userId, mail: options.mail, password: await readPassword(context), ...userFields(options) };
      const user = await context.client(options).call(ENDPOINTS['user.create'], { body });
      context.json(options, user);
      context.say(options, t('cli.user.created', { name: user.userId }));
    });
  addUserFieldOptions(noun.command('update <userId>').description(t('cli.user.update')), t)
    .option('--mail <address>', t('cli.user.option.mail'))
    .option('--user-id <name>', t('cli.user.option.user-id'))
    .option('--enable', t('cli.user.option.enable'))
    .option('--disable', t('cli.user.option.disable'))
    .action(async (userId: string, options: UpdateOptions) => {
      const body = {
        userId: options.userId,
        mail: options.mail,
        isEnabled: eitherOf(options.enable, options.disable, '--disable'),
        ...userFields(options),
      };
      requireChange(body);
      const user = await context.client(options).call(ENDPOINTS['user.update'], { path: { userId }, body });
      context.json(options, user);
      context.say(options, t('cli.user.updated', { name: user.userId }));
    });
  noun
    .command('password <userId>')
    .description(t('cli.user.password'))
    .requiredOption('--password-stdin', t('cli.user.option.password-stdin'))
    .option('--must-change', t('cli.user.option.must-change'))
    .option('--keep-app-passwords', t('cli.user.option.keep-app-passwords'))
    .action(async (userId: string, options: PasswordOptions) => {
      const { mustChange, keepAppPasswords } = options;
      const body = { password: await readPassword(context), mustChange, keepAppPasswords };
      await context.client(options).call(ENDPOINTS['user.password'], { path: { userId }, body });
      context.json(options, { userId });
      context.say(options, t('cli.user.password-set', { name: userId }));
    });
  registerUserLife(noun, context);
  noun
    .command('import <file>')
    .description(t('cli.user.import'))
    .option('--dry-run', t('cli.user.option.dry-run'))
    .action((file: string, options: CommonOptions & { dryRun?: boolean }) => importFile(context, file, options));
  registerUserExport(noun, context);
  registerUserMail(noun, context);
  registerUserFactors(noun, context);
};

function listAll(context: CliContext, options: ListOptions): Promise<UserView[]> {
  const { domain, query, archived } = options;
  const state = archived === true ? 'archived' : 'in-use';
  return readPages<UserView>(async (last, limit) => {
    const page = { domain, query, after: last?.userId, limit, state } as const;
    return (await context.client(options).call(ENDPOINTS['user.list'], { query: page })).users;
  }, options.limit);
}

const USER_COLUMNS: readonly TextKey[] = [
  'column.user-id',
  'column.mail',
  'column.first-name',
  'column.last-name',
  'column.role',
  'column.state',
  'column.quota',
];

function showUsers(context: CliContext, options: CommonOptions, value: unknown, users: readonly UserView[]): void {
  const { t } = context;
  context.show(
    options,
    value,
    USER_COLUMNS.map((key) => t(key)),
    users.map((user) => [
      user.userId,
      user.mail,
      user.profile.firstName,
      user.profile.lastName,
      user.roleDomains.length === 0 ? user.role : `${user.role} (${user.roleDomains.join(', ')})`,
      t(stateKey(user)),
      typeof user.storageQuota === 'number' ? context.formats.size(user.storageQuota) : user.storageQuota,
    ]),
  );
}

function stateKey({ archivedAt, isEnabled }: UserView): TextKey {
  if (archivedAt !== null) return 'value.archived';
  return isEnabled ? 'value.enabled' : 'value.disabled';
}
