/** `msgaliasadd`: the legacy name for adding members and owners to an alias. REQUIREMENTS section 11 */
import { ENDPOINTS } from '../../wire/admin/endpoints.ts';
import type { Register } from '../register.ts';
import { requireChange } from '../values.ts';
import { type AliasOptions, addAliasOptions, aliasAddress, aliasMembers } from './alias-options.ts';

export const register: Register = (program, context) => {
  const { t } = context;
  addAliasOptions(program.command('msgaliasadd').description(t('cli.msgaliasadd')), t).action(
    async (options: AliasOptions) => {
      const members = aliasMembers(options);
      const body = { addOwners: options.owner, addMembers: members.length === 0 ? undefined : members };
      requireChange(body);
      const client = context.client(options);
      const mail = await aliasAddress(client, options);
      const alias = await client.call(ENDPOINTS['alias.update'], { path: { mail }, body });
      context.json(options, alias);
      context.say(options, t('cli.alias.updated', { name: alias.mail }));
    },
  );
};
