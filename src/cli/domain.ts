/** `mailroom domain`: REQUIREMENTS DI4, SM2 */
import { ENDPOINTS } from '../wire/admin/endpoints.ts';
import type { DomainView } from '../wire/admin/schemas.ts';
import type { CommonOptions } from './context.ts';
import { registerDomainMail } from './domain-mail.ts';
import { registerDelete } from './each.ts';
import type { Register } from './register.ts';
import { requireChange } from './values.ts';

interface DomainOptions extends CommonOptions {
  readonly description?: string;
  readonly catchAll?: string;
}

export const register: Register = (program, context) => {
  const { t } = context;
  const noun = program.command('domain').description(t('cli.domain'));
  const show = (options: CommonOptions, value: unknown, domains: readonly DomainView[]) =>
    context.show(
      options,
      value,
      [t('column.name'), t('column.catch-all'), t('column.created'), t('column.description')],
      domains.map((domain) => [
        domain.name,
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
      show(options, result, result.domains);
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
  noun
    .command('update <name>')
    .description(t('cli.domain.update'))
    .option('--description <text>', t('cli.domain.description'))
    .option('--catch-all <address>', t('cli.domain.catch-all'))
    .action(async (name: string, options: DomainOptions) => {
      const catchAll = options.catchAll === 'none' ? null : options.catchAll;
      const body = { description: options.description, catchAll };
      requireChange(body);
      const domain = await context.client(options).call(ENDPOINTS['domain.update'], { path: { name }, body });
      context.json(options, domain);
      context.say(options, t('cli.domain.updated', { name: domain.name }));
    });
  registerDelete(noun, context, {
    argument: 'names',
    description: t('cli.domain.delete'),
    remove: (client, name) => client.call(ENDPOINTS['domain.delete'], { path: { name } }),
    sentence: (name) => t('cli.domain.deleted', { name }),
  });
  registerDomainMail(noun, context);
};
