/** The options that name the fields of a user, shared by `user create`, `user update` and `msgusercreate`. */
import type { Command } from 'commander';
import type { TextKey, Translate } from '../../locales/index.ts';
import type { RoleName } from '../wire/admin/schemas.ts';
import { several } from './lists.ts';
import { addPolicyOptions, type PolicyOptions, policyFields } from './policy-fields.ts';
import { badOption } from './values.ts';

const PROFILE_OPTIONS = {
  'first-name': 'firstName',
  'last-name': 'lastName',
  title: 'title',
  office: 'office',
  'work-phone': 'workPhone',
  'mobile-phone': 'mobilePhone',
  'home-phone': 'homePhone',
  pager: 'pager',
  fax: 'fax',
  'alternate-mail': 'alternateMail',
} as const;

type ProfileField = (typeof PROFILE_OPTIONS)[keyof typeof PROFILE_OPTIONS];

export interface UserFieldOptions extends PolicyOptions, Partial<Record<ProfileField, string>> {
  readonly mail?: string;
  readonly role?: RoleName;
  readonly roleDomain?: string[];
  readonly listed?: boolean;
  readonly unlisted?: boolean;
  readonly language?: 'en' | 'fr' | 'de' | 'it' | 'pl' | 'es';
}

export function addUserFieldOptions(command: Command, t: Translate): Command {
  for (const option of Object.keys(PROFILE_OPTIONS)) {
    command.option(`--${option} <text>`, t(`cli.user.option.${option}` as TextKey));
  }
  command
    .option('--role <role>', t('cli.user.option.role'))
    .option('--role-domain <name>', t('cli.user.option.role-domain'), several)
    .option('--listed', t('cli.user.option.listed'))
    .option('--unlisted', t('cli.user.option.unlisted'))
    .option('--language <code>', t('cli.user.option.language'));
  return addPolicyOptions(command, t);
}

/** The fields of the API's body; what was not given is undefined. */
export function userFields(options: UserFieldOptions) {
  const given = Object.values(PROFILE_OPTIONS).flatMap((field) =>
    options[field] === undefined ? [] : [[field, options[field]] as const],
  );
  return {
    profile: given.length === 0 ? undefined : (Object.fromEntries(given) as Partial<Record<ProfileField, string>>),
    role: options.role,
    roleDomains: options.roleDomain,
    isListed: eitherOf(options.listed, options.unlisted, '--unlisted'),
    language: options.language,
    ...policyFields(options),
  };
}

/**
 * Of two options that say the opposite of each other: undefined where it stays as it is. Throws Failure `invalid` where
 * both are asked for.
 *
 * @param name of the one that says no.
 */
export function eitherOf(yes: boolean | undefined, no: boolean | undefined, name: string): boolean | undefined {
  if (yes === true && no === true) throw badOption(name, { problem: 'not-acceptable' });
  return yes ?? (no === true ? false : undefined);
}
