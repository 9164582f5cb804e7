/** `msgaliascreate`: the legacy name for making an alias. REQUIREMENTS section 11 */
import { ENDPOINTS } from '../../wire/admin/endpoints.ts';
import type { Register } from '../register.ts';
import { badOption } from '../values.ts';
import { type AliasOptions, addAliasOptions, aliasAddress, aliasMembers } from './alias-options.ts';

interface Options extends AliasOptions {
  readonly description?: string;
  readonly joinable?: string | true;
}

export const register: Register = (program, context) => {
  const { t } = context;
  addAliasOptions(program.command('msgaliascreate').description(t('cli.msgaliascreate')), t)
    .option('--description <text>', t('cli.alias.option.description'))
    .option('--joinable [answer]', t('cli.legacy.alias.joinable'))
    .action(async (options: Options) => {
      const { owner: owners = [], description } = options;
      const members = aliasMembers(options);
      if (owners.length === 0) throw badOption('--owner', { problem: 'missing' });
      if (members.length === 0) throw badOption('--member', { problem: 'missing' });
      const membership = membershipOf(options.joinable);
      const client = context.client(options);
      const mail = await aliasAddress(client, options);
      const alias = await client.call(ENDPOINTS['alias.create'], {
        body: { mail, owners, members, description, membership },
      });
      context.json(options, alias);
      context.say(options, t('cli.alias.created', { name: alias.mail }));
    });
};

/** Undefined is as the server has it. */
function membershipOf(joinable: Options['joinable']): 'open' | 'closed' | undefined {
  if (joinable === undefined) return undefined;
  if (joinable === true || joinable === 'yes') return 'open';
  if (joinable === 'no') return 'closed';
  throw badOption('--joinable', { problem: 'not-one-of', options: ['yes', 'no'] });
}
