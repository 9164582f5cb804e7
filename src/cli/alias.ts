/** `mailroom alias`: REQUIREMENTS DI3, SM4 */
import { ENDPOINTS } from '../wire/admin/endpoints.ts';
import type { AliasView } from '../wire/admin/schemas.ts';
import type { CliContext, CommonOptions } from './context.ts';
import { registerDelete } from './each.ts';
import { readPages, several } from './lists.ts';
import type { Register } from './register.ts';
import { requireChange } from './values.ts';

interface ListOptions extends CommonOptions {
  readonly domain?: string;
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

  noun
    .command('list')
    .description(t('cli.alias.list'))
    .option('--domain <name>', t('cli.user.option.domain'))
    .option('--query <text>', t('cli.user.option.query'))
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
  registerDelete(noun, context, {
    argument: 'mails',
    description: t('cli.alias.delete'),
    remove: (client, mail) => client.call(ENDPOINTS['alias.delete'], { path: { mail } }),
    sentence: (name) => t('cli.alias.deleted', { name }),
  });
};

function listAll(context: CliContext, options: ListOptions): Promise<AliasView[]> {
  const { domain, query } = options;
  return readPages<AliasView>(async (last, limit) => {
    const page = { domain, query, after: last?.mail, limit };
    return (await context.client(options).call(ENDPOINTS['alias.list'], { query: page })).aliases;
  });
}

function showAliases(context: CliContext, options: CommonOptions, value: unknown, aliases: readonly AliasView[]): void {
  const { t } = context;
  context.show(
    options,
    value,
    [t('column.mail'), t('column.owners'), t('column.membership'), t('column.members')],
    aliases.map((alias) => [alias.mail, alias.owners.join(', '), alias.membership, alias.members.join(', ')]),
  );
}
