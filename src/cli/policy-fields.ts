/** The options that say what holds for accounts: quotas and privileges, of users, groups and domains alike. DI8, ST6 */
import type { Command } from 'commander';
import type { Translate } from '../../locales/index.ts';
import { type PrivilegeName, type PrivilegePatchInput, privilegeSchema } from '../wire/admin/privilege-schemas.ts';
import type { CommonOptions } from './context.ts';
import { badOption, messageQuota, storageQuota } from './values.ts';

export interface PolicyOptions extends CommonOptions {
  readonly quota?: string;
  readonly messageQuota?: string;
  readonly allow?: PrivilegeName[];
  readonly withhold?: PrivilegeName[];
  readonly inherit?: PrivilegeName[];
}

export function addPolicyOptions(command: Command, t: Translate): Command {
  const names = privilegeSchema.options.join(', ');
  return command
    .option('--quota <size>', t('cli.user.option.quota'), storageQuota('--quota'))
    .option('--message-quota <count>', t('cli.user.option.message-quota'), messageQuota('--message-quota'))
    .option('--allow <privilege>', t('cli.policy.option.allow', { names }), privileges('--allow'))
    .option('--withhold <privilege>', t('cli.policy.option.withhold'), privileges('--withhold'))
    .option('--inherit <privilege>', t('cli.policy.option.inherit'), privileges('--inherit'));
}

/** The fields of the API’s body; what was not given is undefined. Throws Failure `invalid` for contradictions. */
export function policyFields({ quota, messageQuota: count, allow = [], withhold = [], inherit = [] }: PolicyOptions) {
  const patch: PrivilegePatchInput = {};
  for (const [option, names, choice] of [
    ['--allow', allow, true],
    ['--withhold', withhold, false],
    ['--inherit', inherit, null],
  ] as const) {
    for (const name of names) {
      if (patch[name] !== undefined && patch[name] !== choice) throw badOption(option, { problem: 'not-acceptable' });
      patch[name] = choice;
    }
  }
  return {
    storageQuota: quota,
    messageQuota: count,
    privileges: Object.keys(patch).length === 0 ? undefined : patch,
  };
}

/** The same as one field; undefined where nothing was given. */
export function accountPolicyField(options: PolicyOptions) {
  const fields = policyFields(options);
  return Object.values(fields).some((value) => value !== undefined) ? fields : undefined;
}

/** For an option that may be given several times. */
function privileges(option: string) {
  return (text: string, before: readonly PrivilegeName[] = []): PrivilegeName[] => {
    const parsed = privilegeSchema.safeParse(text);
    if (!parsed.success) throw badOption(option, { problem: 'not-one-of', options: privilegeSchema.options });
    return [...before, parsed.data];
  };
}
