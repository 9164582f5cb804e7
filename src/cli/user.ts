/** `mailroom user`: REQUIREMENTS DI2, SM3, SM6 */
import { readFile } from 'node:fs/promises';
import type { TextKey } from '../../locales/index.ts';
import { Failure, type FailureCode } from '../base/failure.ts';
import { printable } from '../base/printable.ts';
import { ENDPOINTS } from '../wire/admin/endpoints.ts';
import type { UserView } from '../wire/admin/schemas.ts';
import type { CliContext, CommonOptions } from './context.ts';
import { registerDelete } from './each.ts';
import { EXIT_DATA, failureText } from './failures.ts';
import { MAX_LISTED, readPages } from './lists.ts';
import { readPassword } from './password.ts';
import type { Register } from './register.ts';
import { addUserFieldOptions, type UserFieldOptions, userFields } from './user-fields.ts';
import { registerUserMail } from './user-mail.ts';
import { badOption, requireChange, wholeNumber } from './values.ts';

interface ListOptions extends CommonOptions {
  readonly domain?: string;
  readonly query?: string;
  readonly limit?: number;
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
        isEnabled: isEnabledBy(options),
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
    .action(async (userId: string, options: CommonOptions & { mustChange?: boolean }) => {
      const body = { password: await readPassword(context), mustChange: options.mustChange };
      await context.client(options).call(ENDPOINTS['user.password'], { path: { userId }, body });
      context.json(options, { userId });
      context.say(options, t('cli.user.password-set', { name: userId }));
    });
  registerDelete(noun, context, {
    argument: 'userIds',
    description: t('cli.user.delete'),
    remove: (client, userId) => client.call(ENDPOINTS['user.delete'], { path: { userId } }),
    sentence: (name) => t('cli.user.deleted', { name }),
  });
  noun
    .command('import <file>')
    .description(t('cli.user.import'))
    .option('--dry-run', t('cli.user.option.dry-run'))
    .action((file: string, options: CommonOptions & { dryRun?: boolean }) => importFile(context, file, options));
  registerUserMail(noun, context);
};

/** Undefined where it stays as it is. Throws Failure `invalid` where both are asked for. */
function isEnabledBy({ enable, disable }: UpdateOptions): boolean | undefined {
  if (enable === true && disable === true) throw badOption('--disable', { problem: 'not-acceptable' });
  return enable ?? (disable === true ? false : undefined);
}

/** Shared with the legacy name `msgusercreate`. */
export async function importFile(
  context: CliContext,
  file: string,
  options: CommonOptions & { readonly dryRun?: boolean },
): Promise<void> {
  const { t } = context;
  const csv = file === '-' ? await context.streams.readInput() : await readText(file);
  const dryRun = options.dryRun ?? false;
  const report = await context.client(options).call(ENDPOINTS['user.import'], { body: { csv, dryRun } });
  context.json(options, report);
  context.say(options, t(dryRun ? 'cli.user.importable' : 'cli.user.imported', { count: report.created }));
  for (const { line, userId, code, message, detail } of report.refused) {
    const text = failureText(t, { code: code as FailureCode, message, detail });
    const sentence = t('cli.user.refused', { line, name: userId, message: text });
    if (options.json !== true) context.streams.err(`${printable(sentence)}\n`);
    context.setExitCode(EXIT_DATA);
  }
}

/** Names in another encoding would be made unreadable for good. Throws Failure `not-found`, `invalid`. */
async function readText(file: string): Promise<string> {
  const bytes = await readFile(file).catch((cause: NodeJS.ErrnoException) => {
    const detail = { kind: 'input', file, cause: cause.code };
    throw new Failure('not-found', `the file ${file} cannot be read`, { cause, detail });
  });
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new Failure('invalid', `the file ${file} is not UTF-8`, {
      cause,
      detail: { field: 'csv', reason: 'not-utf-8', file },
    });
  }
}

function listAll(context: CliContext, options: ListOptions): Promise<UserView[]> {
  const { domain, query } = options;
  return readPages<UserView>(async (last, limit) => {
    const page = { domain, query, after: last?.userId, limit };
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
      user.role,
      t(user.isEnabled ? 'value.enabled' : 'value.disabled'),
      typeof user.storageQuota === 'number' ? context.formats.size(user.storageQuota) : user.storageQuota,
    ]),
  );
}
