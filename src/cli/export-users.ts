/** `mailroom user export`: the users as a file that `user import` reads, without their passwords. LI7 */
import type { Command } from 'commander';
import { printable } from '../base/printable.ts';
import { formatCsv } from '../formats/archive/format-csv.ts';
import { formatLdif } from '../formats/ldif/format-ldif.ts';
import { ENDPOINTS } from '../wire/admin/endpoints.ts';
import type { UserView } from '../wire/admin/schemas.ts';
import type { CliContext, CommonOptions } from './context.ts';
import { entryOfUser } from './ldif-users.ts';
import { readPages } from './lists.ts';
import { badOption } from './values.ts';

interface ExportOptions extends CommonOptions {
  readonly format: 'csv' | 'ldif';
  readonly domain?: string;
}

const CHOICES = ['role', 'roleDomains', 'isEnabled', 'isListed', 'forwardTo', 'forwardKeepsCopy'];
const FORMATS = ['csv', 'ldif'] as const;

/** Archived users are not among them. */
export function registerUserExport(noun: Command, context: CliContext): void {
  const { t } = context;
  noun
    .command('export')
    .description(t('cli.user.export'))
    .requiredOption('--format <format>', t('cli.user.option.format'), exportFormat)
    .option('--domain <name>', t('cli.user.option.domain'))
    .action(async (options: ExportOptions) => {
      const { format, domain } = options;
      const users = await readPages<UserView>(async (last, limit) => {
        const query = { domain, after: last?.userId, limit };
        return (await context.client(options).call(ENDPOINTS['user.export'], { query })).users;
      });
      context.json(options, { users });
      if (options.json === true) return;
      context.streams.out(format === 'csv' ? formatCsv(tableOf(users)) : formatLdif(users.map(entryOfUser)));
    });
}

function* tableOf(users: readonly UserView[]): Generator<readonly string[]> {
  const profile: readonly (keyof UserView['profile'])[] = [
    'firstName',
    'lastName',
    'title',
    'office',
    'workPhone',
    'mobilePhone',
    'homePhone',
    'pager',
    'fax',
    'alternateMail',
  ];
  yield ['userId', 'mail', ...profile, 'language', 'storageQuota', 'messageQuota', ...CHOICES];
  for (const user of users) {
    const { userId, mail, language, storageQuota, messageQuota, forwarding } = user;
    const quota = typeof storageQuota === 'number' ? `${storageQuota}B` : storageQuota;
    const fields = [userId, mail, ...profile.map((name) => user.profile[name]), language ?? '', quota];
    const forwardTo = (forwarding?.addresses ?? []).join(' ');
    const choices = [user.role, user.roleDomains.join(' '), String(user.isEnabled), String(user.isListed), forwardTo];
    const keepsCopy = forwarding === null ? '' : String(forwarding.keepsCopy);
    yield [...fields, String(messageQuota), ...choices, keepsCopy].map(printable);
  }
}

function exportFormat(text: string): ExportOptions['format'] {
  const format = FORMATS.find((each) => each === text);
  if (format === undefined) throw badOption('--format', { problem: 'not-one-of', options: FORMATS });
  return format;
}
