/** What a comparison with the remote directory found, in sentences. REQUIREMENTS DI7 */
import type { TextKey } from '../../locales/index.ts';
import type { ComparisonView, RefusedReasonName, RemoteDirectoryView, SyncView } from '../wire/admin/remote-schemas.ts';
import type { CliContext, CommonOptions } from './context.ts';

const REASONS = {
  'no-id': 'directory.reason.no-id',
  'no-user-id': 'directory.reason.no-user-id',
  'no-mail': 'directory.reason.no-mail',
  'bad-user-id': 'directory.reason.bad-user-id',
  'bad-mail': 'directory.reason.bad-mail',
  'bad-field': 'directory.reason.bad-field',
  'missing-domain': 'directory.reason.missing-domain',
  'user-id-taken': 'directory.reason.user-id-taken',
  'mail-taken': 'directory.reason.mail-taken',
  'is-admin': 'directory.reason.is-admin',
  'has-role': 'directory.reason.has-role',
  'is-off-here': 'directory.reason.is-off-here',
  'is-disabled': 'directory.reason.is-disabled',
  'is-double': 'directory.reason.is-double',
  'not-stored': 'directory.reason.not-stored',
} as const satisfies Record<RefusedReasonName, TextKey>;

/** Those that are new, linked, changed; then those that are not taken, and why. */
export function sayComparison(context: CliContext, options: CommonOptions, comparison: ComparisonView): void {
  const { t } = context;
  const { people, added, linked, changed, unchanged, refused } = comparison;
  for (const userId of added.first) context.say(options, `+ ${userId}`);
  for (const userId of linked.first) context.say(options, `= ${userId}`);
  for (const userId of changed.first) context.say(options, `~ ${userId}`);
  for (const { name, reason, value } of refused.first) {
    context.say(options, `! ${name}: ${t(REASONS[reason], { value })}`);
  }
  const counts = { added: added.count, linked: linked.count, changed: changed.count, refused: refused.count };
  context.say(options, t('cli.directory.compared', { people, unchanged, ...counts }));
}

export function sayVanished(context: CliContext, options: CommonOptions, vanished: SyncView['vanished']): void {
  const { t } = context;
  const { missing, of, isHeldBack, archived, restored } = vanished;
  for (const name of archived) context.say(options, t('cli.user.archived', { name }));
  for (const name of restored) context.say(options, t('cli.user.restored', { name }));
  if (isHeldBack) context.say(options, t('cli.directory.held-back', { missing, of }));
  else if (missing > 0) context.say(options, t('cli.directory.missing', { missing, of }));
}

/** Names and values, for a table without titles. */
export function remoteRows({ t, formats }: CliContext, view: RemoteDirectoryView): readonly (readonly string[])[] {
  const time = (text: string | null) => (text === null ? null : formats.time(Date.parse(text)));
  const rows: readonly (readonly [TextKey, string | null])[] = [
    ['column.state', t(`directory.state.${view.state}`)],
    ['column.address', view.url],
    ['directory.field.kind', view.kind],
    ['directory.field.base', view.base],
    ['directory.field.bind-dn', view.bindName],
    ['directory.field.filter', view.filter],
    ['directory.field.users', String(view.users)],
    ['directory.field.since', time(view.since)],
    ['directory.field.probation', time(view.probationUntil)],
    ['directory.field.away', time(view.awaySince)],
    ['directory.field.ended', time(view.endedAt)],
    ['directory.field.said', view.said],
    ['directory.field.compared', time(view.last?.at ?? null)],
  ];
  return rows.flatMap(([key, value]) => (value === null ? [] : [[t(key), value]]));
}
