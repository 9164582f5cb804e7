/** `mailroom domain`: REQUIREMENTS DI4, SM2 */
import { Failure } from '../base/failure.ts';
import type { AdminClient } from '../gateways/admin-client/admin-client.ts';
import { ENDPOINTS } from '../wire/admin/endpoints.ts';
import type { DomainView } from '../wire/admin/schemas.ts';
import type { CommonOptions } from './context.ts';
import { registerDomainMail } from './domain-mail.ts';
import { registerDelete } from './each.ts';
import { several } from './lists.ts';
import { accountPolicyField, addPolicyOptions, type PolicyOptions } from './policy-fields.ts';
import type { Register } from './register.ts';
import { eitherOf } from './user-fields.ts';
import { requireChange } from './values.ts';

interface DomainOptions extends CommonOptions {
  readonly description?: string;
}

interface UpdateOptions extends PolicyOptions {
  readonly description?: string;
  readonly catchAll?: string;
  readonly addSynonym?: string[];
  readonly removeSynonym?: string[];
}

interface RenameOptions extends CommonOptions {
  readonly keepOldName?: boolean;
  readonly dropOldName?: boolean;
}

export const register: Register = (program, context) => {
  const { t } = context;
  const noun = program.command('domain').description(t('cli.domain'));
  const show = (options: CommonOptions, value: unknown, domains: readonly DomainView[]) =>
    context.show(
      options,
      value,
      [
        ...[t('column.name'), t('audit.field.synonyms'), t('column.catch-all')],
        ...[t('column.created'), t('column.description')],
      ],
      domains.map((domain) => [
        domain.name,
        domain.synonyms.join(', '),
        domain.catchAll ?? '',
        context.formats.date(Date.parse(domain.createdAt)),
        domain.description,
      ]),
    );

  noun
    .command('list')
    .description(t('cli.domain.list'))
    .action(async (options: DomainOptions) => {
      const result = await context.client(options).call(ENDPOINTS['domain.list']);
      const { number } = context.formats;
      context.show(
        options,
        result,
        [t('column.name'), t('column.users'), t('column.aliases'), t('column.groups'), t('column.description')],
        result.domains.map(({ name, userCount, aliasCount, groupCount, description }) => [
          ...[name, number(userCount), number(aliasCount), number(groupCount), description],
        ]),
      );
    });
  noun
    .command('show <name>')
    .description(t('cli.domain.show'))
    .action(async (name: string, options: DomainOptions) => {
      const domain = await context.client(options).call(ENDPOINTS['domain.show'], { path: { name } });
      show(options, domain, [domain]);
    });
  noun
    .command('create <name>')
    .description(t('cli.domain.create'))
    .option('--description <text>', t('cli.domain.description'))
    .action(async (name: string, options: DomainOptions) => {
      const { description } = options;
      const domain = await context.client(options).call(ENDPOINTS['domain.create'], { body: { name, description } });
      context.json(options, domain);
      context.say(options, t('cli.domain.created', { name: domain.name }));
    });
  addPolicyOptions(noun.command('update <name>').description(t('cli.domain.update')), t)
    .option('--description <text>', t('cli.domain.description'))
    .option('--catch-all <address>', t('cli.domain.catch-all'))
    .option('--add-synonym <name>', t('cli.domain.option.add-synonym'), several)
    .option('--remove-synonym <name>', t('cli.domain.option.remove-synonym'), several)
    .action(async (name: string, options: UpdateOptions) => {
      const { description, addSynonym, removeSynonym } = options;
      const catchAll = options.catchAll === 'none' ? null : options.catchAll;
      const accountPolicy = accountPolicyField(options);
      requireChange({ description, catchAll, accountPolicy, addSynonym, removeSynonym });
      const client = context.client(options);
      const synonyms = await changedSynonyms(client, name, addSynonym, removeSynonym);
      const body = { description, catchAll, accountPolicy, synonyms };
      const domain = await client.call(ENDPOINTS['domain.update'], { path: { name }, body });
      context.json(options, domain);
      context.say(options, t('cli.domain.updated', { name: domain.name }));
    });
  noun
    .command('rename <name> <newName>')
    .description(t('cli.domain.rename'))
    .option('--keep-old-name', t('cli.domain.option.keep-old-name'))
    .option('--drop-old-name', t('cli.domain.option.drop-old-name'))
    .action(async (name: string, newName: string, options: RenameOptions) => {
      const keepsOldName = eitherOf(options.keepOldName, options.dropOldName, '--drop-old-name');
      const body = { name: newName, keepsOldName };
      const domain = await context.client(options).call(ENDPOINTS['domain.update'], { path: { name }, body });
      context.json(options, domain);
      context.say(options, t('cli.domain.renamed', { name, to: domain.name }));
    });
  registerDelete(noun, context, {
    argument: 'names',
    description: t('cli.domain.delete'),
    remove: (client, name) => client.call(ENDPOINTS['domain.delete'], { path: { name } }),
    sentence: (name) => t('cli.domain.deleted', { name }),
  });
  registerDomainMail(noun, context);
};

/**
 * The whole list as it is to be; undefined where it stays as it is. Throws Failure `not-found` for a name that is to be
 * taken away and is not there.
 */
async function changedSynonyms(
  client: AdminClient,
  name: string,
  added: readonly string[] | undefined,
  removed: readonly string[] | undefined,
): Promise<string[] | undefined> {
  if (added === undefined && removed === undefined) return undefined;
  const synonyms = new Set((await client.call(ENDPOINTS['domain.show'], { path: { name } })).synonyms);
  for (const synonym of removed ?? []) {
    if (synonyms.delete(synonym.toLowerCase())) continue;
    throw new Failure('not-found', `no such synonym: ${synonym}`, { detail: { kind: 'domain', name: synonym } });
  }
  return [...synonyms, ...(added ?? [])];
}
