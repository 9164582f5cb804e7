/** `mailroom alias`: REQUIREMENTS DI3, SM4 */
import { ENDPOINTS } from '../wire/admin/endpoints.ts';
import type { AliasView } from '../wire/admin/schemas.ts';
import { type AliasRowView, type AliasSort, aliasSortSchema } from '../wire/admin/table-schemas.ts';
import { registerAliasBulk } from './bulk.ts';
import type { CliContext, CommonOptions } from './context.ts';
import { registerDelete } from './each.ts';
import { several } from './lists.ts';
import type { Register } from './register.ts';
import { addTableOptions, orderOf, readTable, type TableOptions } from './table-options.ts';
import { requireChange } from './values.ts';

interface ListOptions extends TableOptions<AliasSort> {
  readonly domain?: string;
  readonly owner?: string;
  readonly member?: string;
  readonly query?: string;
}

interface CreateOptions extends CommonOptions {
  readonly owner: string[];
  readonly member: string[];
  readonly description?: string;
  readonly membership?: AliasView['membership'];
}

interface UpdateOptions extends CommonOptions {
  readonly rename?: string;
  readonly description?: string;
  readonly membership?: AliasView['membership'];
  readonly addOwner?: string[];
  readonly removeOwner?: string[];
  readonly addMember?: string[];
  readonly removeMember?: string[];
}

export const register: Register = (program, context) => {
  const { t } = context;
  const noun = program.command('alias').description(t('cli.alias'));

  addTableOptions(noun.command('list').description(t('cli.alias.list')), t, aliasSortSchema.options)
    .option('--domain <name>', t('cli.user.option.domain'))
    .option('--owner <userId>', t('cli.alias.option.only-owner'))
    .option('--member <userId>', t('cli.option.only-member'))
    .option('--query <text>', t('cli.alias.option.query'))
    .action(async (options: ListOptions) => {
      const aliases = await listAll(context, options);
      showAliases(context, options, { aliases }, aliases);
    });
  noun
    .command('show <mail>')
    .description(t('cli.alias.show'))
    .action(async (mail: string, options: CommonOptions) => {
      const alias = await context.client(options).call(ENDPOINTS['alias.show'], { path: { mail } });
      showAliases(context, options, alias, [alias]);
    });
  noun
    .command('create <mail>')
    .description(t('cli.alias.create'))
    .requiredOption('--owner <user>', t('cli.alias.option.owner'), several)
    .requiredOption('--member <name>', t('cli.alias.option.member'), several)
    .option('--description <text>', t('cli.alias.option.description'))
    .option('--membership <kind>', t('cli.alias.option.membership'))
    .action(async (mail: string, options: CreateOptions) => {
      const { owner: owners, member: members, description, membership } = options;
      const body = { mail, owners, members, description, membership };
      const alias = await context.client(options).call(ENDPOINTS['alias.create'], { body });
      context.json(options, alias);
      context.say(options, t('cli.alias.created', { name: alias.mail }));
    });
  noun
    .command('update <mail>')
    .description(t('cli.alias.update'))
    .option('--rename <mail>', t('cli.alias.option.rename'))
    .option('--description <text>', t('cli.alias.option.description'))
    .option('--membership <kind>', t('cli.alias.option.membership'))
    .option('--add-owner <user>', t('cli.alias.option.add-owner'), several)
    .option('--remove-owner <user>', t('cli.alias.option.remove-owner'), several)
    .option('--add-member <name>', t('cli.alias.option.add-member'), several)
    .option('--remove-member <name>', t('cli.alias.option.remove-member'), several)
    .action(async (mail: string, options: UpdateOptions) => {
      const body = {
        mail: options.rename,
        description: options.description,
        membership: options.membership,
        addOwners: options.addOwner,
        removeOwners: options.removeOwner,
        addMembers: options.addMember,
        removeMembers: options.removeMember,
      };
      requireChange(body);
      const alias = await context.client(options).call(ENDPOINTS['alias.update'], { path: { mail }, body });
      context.json(options, alias);
      context.say(options, t('cli.alias.updated', { name: alias.mail }));
    });
  noun
    .command('channels')
    .description(t('cli.alias.channels'))
    .action(async (options: CommonOptions) => {
      const channels = await context.client(options).call(ENDPOINTS['channel.list']);
      const names = [
        ...channels.files.map((name) => `file:${name}`),
        ...channels.programs.map((name) => `program:${name}`),
      ];
      context.show(
        options,
        channels,
        [t('column.members')],
        names.map((name) => [name]),
      );
    });
  registerAliasBulk(noun, context);
  registerDelete(noun, context, {
    argument: 'mails',
    description: t('cli.alias.delete'),
    remove: (client, mail) => client.call(ENDPOINTS['alias.delete'], { path: { mail } }),
    sentence: (name) => t('cli.alias.deleted', { name }),
  });
};

function listAll(context: CliContext, options: ListOptions): Promise<AliasRowView[]> {
  const { domain, owner, member, query } = options;
  return readTable(async (offset, limit) => {
    const page = { domain, owner, member, query, ...orderOf(options), offset, limit };
    const { aliases, ...table } = await context.client(options).call(ENDPOINTS['alias.list'], { query: page });
    return { rows: aliases, ...table };
  });
}

/** A row names the first of many. */
function withOthers(names: readonly string[], count = names.length): string {
  return count === names.length ? names.join(', ') : `${names.join(', ')}, … (${count})`;
}

function showAliases(
  context: CliContext,
  options: CommonOptions,
  value: unknown,
  aliases: readonly (AliasView & Partial<Pick<AliasRowView, 'ownerCount' | 'memberCount'>>)[],
): void {
  const { t } = context;
  context.show(
    options,
    value,
    [t('column.mail'), t('column.owners'), t('column.membership'), t('column.members')],
    aliases.map(({ mail, owners, ownerCount, membership, members, memberCount }) => [
      ...[mail, withOthers(owners, ownerCount), membership, withOthers(members, memberCount)],
    ]),
  );
}
