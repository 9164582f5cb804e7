/** `mailroom user`: REQUIREMENTS DI2, SM3, SM6 */
import type { TextKey } from '../../locales/index.ts';
import { ENDPOINTS } from '../wire/admin/endpoints.ts';
import { roleSchema, type UserView } from '../wire/admin/schemas.ts';
import { type UserRowView, type UserSort, userSortSchema, userStateFilterSchema } from '../wire/admin/table-schemas.ts';
import { registerUserBulk } from './bulk.ts';
import type { CliContext, CommonOptions } from './context.ts';
import { registerUserExport } from './export-users.ts';
import { type ImportOptions, importFile } from './import-file.ts';
import { MAX_LISTED } from './lists.ts';
import { readPassword } from './password.ts';
import type { Register } from './register.ts';
import { addTableOptions, orderOf, readTable, type TableOptions } from './table-options.ts';
import { registerUserFactors } from './user-factors.ts';
import { addUserFieldOptions, eitherOf, type UserFieldOptions, userFields } from './user-fields.ts';
import { registerUserLife } from './user-life.ts';
import { registerUserMail } from './user-mail.ts';
import { oneOf, requireChange, wholeNumber } from './values.ts';

interface ListOptions extends TableOptions<UserSort> {
  readonly domain?: string;
  readonly query?: string;
  readonly role?: UserView['role'];
  readonly group?: string;
  readonly state?: (typeof STATES)[number];
  readonly limit?: number;
  readonly archived?: boolean;
}

const STATES = userStateFilterSchema.options;

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

  addTableOptions(noun.command('list').description(t('cli.user.list')), t, userSortSchema.options)
    .option('--domain <name>', t('cli.user.option.domain'))
    .option('--query <text>', t('cli.user.option.query'))
    .option('--limit <count>', t('cli.user.option.limit'), wholeNumber('--limit', 1, MAX_LISTED))
    .option('--role <role>', t('cli.user.option.only-role'), oneOf('--role', roleSchema.options))
    .option('--group <name>', t('cli.user.option.only-group'))
    .option('--state <state>', t('cli.user.option.state'), oneOf('--state', STATES))
    .option('--archived', t('cli.user.option.archived'))
    .action(async (options: ListOptions) => {
      const users = await listAll(context, options);
      showRows(context, options, users);
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
  registerUserBulk(noun, context);
  noun
    .command('import <file>')
    .description(t('cli.user.import'))
    .option('--dry-run', t('cli.user.option.dry-run'))
    .option('--update-existing', t('cli.user.option.update-existing'))
    .option('--generate-passwords', t('cli.user.option.generate-passwords'))
    .action((file: string, options: ImportOptions) => importFile(context, file, options));
  registerUserExport(noun, context);
  registerUserMail(noun, context);
  registerUserFactors(noun, context);
};

function listAll(context: CliContext, options: ListOptions): Promise<UserRowView[]> {
  const { domain, query, role, group, archived } = options;
  const state = options.state ?? (archived === true ? 'archived' : 'in-use');
  return readTable(async (offset, limit) => {
    const page = { domain, query, role, group, state, ...orderOf(options), offset, limit };
    const { users, ...table } = await context.client(options).call(ENDPOINTS['user.list'], { query: page });
    return { rows: users, ...table };
  }, options.limit);
}

function showRows(context: CliContext, options: CommonOptions, users: readonly UserRowView[]): void {
  const { t, formats } = context;
  context.show(
    options,
    { users },
    [
      ...[t('column.user-id'), t('column.mail'), t('column.first-name'), t('column.last-name'), t('column.role')],
      ...[t('column.state'), t('column.used'), t('column.limit'), t('column.last-sign-in')],
    ],
    users.map((user) => [
      ...[user.userId, user.mail, user.firstName, user.lastName, user.role, t(`value.${user.state}`)],
      formats.size(user.storageBytes),
      user.storageLimitBytes === null ? t('cli.quota.unlimited') : formats.size(user.storageLimitBytes),
      user.lastSignInAt === null ? t('value.never') : formats.time(Date.parse(user.lastSignInAt)),
    ]),
  );
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
