/** `mailroom group`: users who are treated alike. REQUIREMENTS DI1, DI8 */
import type { AdminClient } from '../gateways/admin-client/admin-client.ts';
import type { GroupView } from '../wire/admin/directory-schemas.ts';
import { ENDPOINTS } from '../wire/admin/endpoints.ts';
import { type GroupRowView, type GroupSort, groupSortSchema } from '../wire/admin/table-schemas.ts';
import type { CliContext, CommonOptions } from './context.ts';
import { registerDelete } from './each.ts';
import { readPages, several } from './lists.ts';
import { accountPolicyField, addPolicyOptions, type PolicyOptions } from './policy-fields.ts';
import { privilegeText, quotaText } from './policy-text.ts';
import type { Register } from './register.ts';
import { addTableOptions, orderOf, readTable, type TableOptions } from './table-options.ts';
import { requireChange, wholeNumber } from './values.ts';

interface ListOptions extends TableOptions<GroupSort> {
  readonly domain?: string;
  readonly member?: string;
  readonly query?: string;
}

interface CreateOptions extends PolicyOptions {
  readonly description?: string;
  readonly rank?: number;
  readonly member?: string[];
}

interface UpdateOptions extends PolicyOptions {
  readonly rename?: string;
  readonly description?: string;
  readonly rank?: number;
  readonly addMember?: string[];
  readonly removeMember?: string[];
}

const MAX_RANK = 1_000_000;

export const register: Register = (program, context) => {
  const { t } = context;
  const noun = program.command('group').description(t('cli.group'));

  addTableOptions(noun.command('list').description(t('cli.group.list')), t, groupSortSchema.options)
    .option('--domain <name>', t('cli.user.option.domain'))
    .option('--member <userId>', t('cli.option.only-member'))
    .option('--query <text>', t('cli.user.option.query'))
    .action(async (options: ListOptions) => {
      const groups = await listAll(context, options);
      context.json(options, { groups });
      showGroups(context, options, groups);
    });
  noun
    .command('show <group>')
    .description(t('cli.group.show'))
    .action(async (name: string, options: CommonOptions) => {
      const client = context.client(options);
      const group = await client.call(ENDPOINTS['group.show'], { path: { name } });
      const members = await listMembers(client, name);
      context.json(options, { ...group, members });
      showGroups(context, options, [group]);
      context.say(options, '');
      context.table(
        options,
        [t('column.members')],
        members.map((member) => [member]),
      );
    });
  addPolicyOptions(noun.command('create <group>').description(t('cli.group.create')), t)
    .option('--description <text>', t('cli.group.option.description'))
    .option('--rank <number>', t('cli.group.option.rank'), wholeNumber('--rank', 0, MAX_RANK))
    .option('--member <userId>', t('cli.group.option.member'), several)
    .action(async (name: string, options: CreateOptions) => {
      const { description, rank, member: members } = options;
      const body = { name, description, rank, members, accountPolicy: accountPolicyField(options) };
      const group = await context.client(options).call(ENDPOINTS['group.create'], { body });
      context.json(options, group);
      context.say(options, t('cli.group.created', { name: group.name }));
    });
  addPolicyOptions(noun.command('update <group>').description(t('cli.group.update')), t)
    .option('--rename <name>', t('cli.group.option.rename'))
    .option('--description <text>', t('cli.group.option.description'))
    .option('--rank <number>', t('cli.group.option.rank'), wholeNumber('--rank', 0, MAX_RANK))
    .option('--add-member <userId>', t('cli.alias.option.add-member'), several)
    .option('--remove-member <userId>', t('cli.alias.option.remove-member'), several)
    .action(async (name: string, options: UpdateOptions) => {
      const body = {
        name: options.rename,
        description: options.description,
        rank: options.rank,
        accountPolicy: accountPolicyField(options),
        addMembers: options.addMember,
        removeMembers: options.removeMember,
      };
      requireChange(body);
      const group = await context.client(options).call(ENDPOINTS['group.update'], { path: { name }, body });
      context.json(options, group);
      context.say(options, t('cli.group.updated', { name: group.name }));
    });
  registerDelete(noun, context, {
    argument: 'groups',
    description: t('cli.group.delete'),
    remove: (client, name) => client.call(ENDPOINTS['group.delete'], { path: { name } }),
    sentence: (name) => t('cli.group.deleted', { name }),
  });
};

function listAll(context: CliContext, options: ListOptions): Promise<GroupRowView[]> {
  const { domain, member, query } = options;
  return readTable(async (offset, limit) => {
    const page = { domain, member, query, ...orderOf(options), offset, limit };
    const { groups, ...table } = await context.client(options).call(ENDPOINTS['group.list'], { query: page });
    return { rows: groups, ...table };
  });
}

function listMembers(client: AdminClient, name: string): Promise<string[]> {
  return readPages<string>(async (after, limit) => {
    return (await client.call(ENDPOINTS['group.members'], { path: { name }, query: { after, limit } })).members;
  });
}

function showGroups(context: CliContext, options: CommonOptions, groups: readonly GroupView[]): void {
  const { t } = context;
  context.table(
    options,
    [
      ...[t('column.name'), t('column.rank'), t('column.quota'), t('column.message-limit')],
      ...[t('column.privileges'), t('column.description')],
    ],
    groups.map(({ name, rank, accountPolicy, description }) => [
      name,
      String(rank),
      quotaText(context, accountPolicy.storageQuota),
      String(accountPolicy.messageQuota),
      Object.entries(accountPolicy.privileges)
        .map(([privilege, choice]) => `${privilege}: ${privilegeText(context, choice)}`)
        .join(', '),
      description,
    ]),
  );
}
