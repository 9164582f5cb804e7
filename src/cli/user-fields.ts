/** The options that name the fields of a user, shared by `user create`, `user update` and `msgusercreate`. */
import type { Command } from 'commander';
import type { TextKey, Translate } from '../../locales/index.ts';
import type { CommonOptions } from './context.ts';
import { messageQuota, storageQuota } from './values.ts';

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

export interface UserFieldOptions extends CommonOptions, Partial<Record<ProfileField, string>> {
  readonly mail?: string;
  readonly role?: 'user' | 'administrator';
  readonly language?: 'en' | 'fr' | 'de' | 'it' | 'pl' | 'es';
  readonly quota?: string;
  readonly messageQuota?: string;
}

export function addUserFieldOptions(command: Command, t: Translate): Command {
  for (const option of Object.keys(PROFILE_OPTIONS)) {
    command.option(`--${option} <text>`, t(`cli.user.option.${option}` as TextKey));
  }
  return command
    .option('--role <role>', t('cli.user.option.role'))
    .option('--language <code>', t('cli.user.option.language'))
    .option('--quota <size>', t('cli.user.option.quota'), storageQuota('--quota'))
    .option('--message-quota <count>', t('cli.user.option.message-quota'), messageQuota('--message-quota'));
}

/** The fields of the API's body; what was not given is undefined. */
export function userFields(options: UserFieldOptions) {
  const given = Object.values(PROFILE_OPTIONS).flatMap((field) =>
    options[field] === undefined ? [] : [[field, options[field]] as const],
  );
  return {
    profile: given.length === 0 ? undefined : (Object.fromEntries(given) as Partial<Record<ProfileField, string>>),
    role: options.role,
    language: options.language,
    storageQuota: options.quota,
    messageQuota: options.messageQuota,
  };
}
