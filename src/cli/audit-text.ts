/** An entry of the audit log in sentences: who did what and when, then a line for each field that is different. SM6 */
import type { TextKey } from '../../locales/index.ts';
import type { AuditEntryView } from '../wire/admin/directory-schemas.ts';
import type { CliContext } from './context.ts';
import { privilegeText, quotaText } from './policy-text.ts';

/** An action that has no sentence of its own is told by its name. */
const SENTENCES: Readonly<Record<string, TextKey>> = {
  'domain.create': 'cli.domain.created',
  'domain.update': 'cli.domain.updated',
  'domain.delete': 'cli.domain.deleted',
  'domain.rotate-keys': 'audit.keys-changed',
  'user.create': 'cli.user.created',
  'user.update': 'cli.user.updated',
  'user.password': 'cli.user.password-set',
  'user.require-password-change': 'audit.password-change-required',
  'user.archive': 'cli.user.archived',
  'user.restore': 'cli.user.restored',
  'user.delete': 'cli.user.deleted',
  'user.add-factor': 'audit.factor-added',
  'user.delete-factor': 'audit.factor-deleted',
  'user.reset-factors': 'cli.user.factors-reset',
  'user.recovery-codes': 'audit.recovery-codes',
  'user.use-recovery-code': 'audit.recovery-code-used',
  'user.create-app-password': 'audit.app-password-made',
  'user.delete-app-password': 'audit.app-password-deleted',
  'user.create-token': 'audit.token-created',
  'user.end-session': 'audit.session-ended',
  'user.end-sessions': 'audit.sessions-ended',
  'group.create': 'cli.group.created',
  'group.update': 'cli.group.updated',
  'group.delete': 'cli.group.deleted',
  'alias.create': 'cli.alias.created',
  'alias.update': 'cli.alias.updated',
  'alias.delete': 'cli.alias.deleted',
  'settings.set': 'audit.setting',
  'settings.reset': 'audit.setting-reset',
  'service.start': 'audit.service-started',
  'service.stop': 'audit.service-stopped',
  'service.restart': 'audit.service-restarted',
  'certificate.upload': 'audit.certificate-uploaded',
  'certificate.use-self-made': 'audit.certificate-self-made',
  'certificate.acme-renew': 'audit.certificate-ordered',
  'certificate.acme-start': 'audit.acme-started',
  'certificate.acme-stop': 'audit.acme-stopped',
  'route.set': 'audit.route-set',
  'route.delete': 'cli.route.deleted',
  'directory.initialise': 'audit.initialised',
  'directory.connect': 'audit.directory-connected',
  'directory.disconnect': 'audit.directory-ended',
};

/** Fields without a row are told by their names, as privileges are. */
const FIELDS: Readonly<Record<string, TextKey>> = {
  userId: 'column.user-id',
  mail: 'column.mail',
  role: 'column.role',
  roleDomains: 'audit.field.roleDomains',
  isEnabled: 'column.state',
  isListed: 'audit.field.isListed',
  archivedAt: 'audit.field.archivedAt',
  firstName: 'column.first-name',
  lastName: 'column.last-name',
  title: 'cli.user.option.title',
  office: 'cli.user.option.office',
  workPhone: 'cli.user.option.work-phone',
  mobilePhone: 'cli.user.option.mobile-phone',
  homePhone: 'cli.user.option.home-phone',
  pager: 'cli.user.option.pager',
  fax: 'cli.user.option.fax',
  alternateMail: 'cli.user.option.alternate-mail',
  language: 'audit.field.language',
  storageQuota: 'column.quota',
  messageQuota: 'column.message-limit',
  forwarding: 'audit.field.forwarding',
  welcomeSenders: 'audit.field.welcomeSenders',
  name: 'column.name',
  domain: 'column.name',
  synonyms: 'audit.field.synonyms',
  description: 'column.description',
  catchAll: 'column.catch-all',
  rank: 'column.rank',
  owners: 'column.owners',
  members: 'column.members',
  membership: 'column.membership',
  value: 'column.value',
  host: 'column.host',
  port: 'column.port',
  tls: 'column.tls',
  userName: 'column.user',
  selectors: 'column.selector',
  handedOverTo: 'audit.field.handedOverTo',
  remoteId: 'audit.field.remoteId',
  base: 'directory.field.base',
  bindName: 'directory.field.bind-dn',
  filter: 'directory.field.filter',
  said: 'directory.field.said',
  factors: 'audit.field.factors',
  label: 'column.program',
  expiresAt: 'column.valid-until',
  kind: 'column.kind',
  client: 'column.program',
  clients: 'column.program',
  reason: 'column.reason',
  services: 'column.services',
  source: 'certificate.field.source',
  names: 'column.names',
  issuer: 'column.issuer',
  notAfter: 'column.valid-until',
  fingerprint: 'column.fingerprint',
  directory: 'certificate.field.authority',
};

export function auditLines(
  context: CliContext,
  { id, at, actor, action, target, before, after, undoes, undoneBy }: AuditEntryView,
): string[] {
  const { t, formats } = context;
  const { name } = target;
  const what = t(SENTENCES[action] ?? 'audit.other', { action, name, pattern: name });
  const heading = t('cli.audit.entry', {
    id,
    time: formats.time(Date.parse(at)),
    actor: actorText(context, actor),
    what,
  });
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const lines = fields.flatMap((field) => fieldLines(context, field, before[field], after[field]));
  if (undoes !== null) lines.push(t('cli.audit.undoes', { id: undoes }));
  if (undoneBy !== null) lines.push(t('cli.audit.undone', { id: undoneBy }));
  return [heading, ...lines.map((line) => `  ${line}`)];
}

function actorText({ t }: CliContext, { name, service, address }: AuditEntryView['actor']): string {
  if (service === 'system') return t('audit.actor.system');
  return address === '' ? t('audit.actor.here', { name }) : `${name} (${service}, ${address})`;
}

function fieldLines(context: CliContext, field: string, before: unknown, after: unknown): string[] {
  if (field === 'privileges') return privilegeLines(context, choicesOf(before), choicesOf(after));
  const key = FIELDS[field];
  const label = key === undefined ? field : context.t(key);
  return [`${label}: ${changeText(context, field, before, after)}`];
}

/** Of a list what went and what came; of all else what it was and what it is. */
function changeText(context: CliContext, field: string, before: unknown, after: unknown): string {
  if (Array.isArray(before) && Array.isArray(after)) {
    const signed = (sign: string, items: readonly unknown[]) =>
      items.map((item) => `${sign}${valueText(context, field, item)}`);
    return [...signed('−', before), ...signed('+', after)].join(', ');
  }
  const sides = [before, after].filter((side) => side !== undefined);
  return sides.map((side) => valueText(context, field, side)).join(' → ');
}

function valueText(context: CliContext, field: string, value: unknown): string {
  const { t, formats } = context;
  if (value === null || value === '') return '–';
  if (Array.isArray(value)) return value.map((item) => valueText(context, field, item)).join(', ') || '–';
  if (typeof value === 'boolean') {
    if (field === 'isEnabled') return t(value ? 'value.enabled' : 'value.disabled');
    return t(value ? 'value.yes' : 'value.no');
  }
  if (field === 'storageQuota' && typeof value === 'number') return quotaText(context, value);
  if (field === 'archivedAt' && typeof value === 'string') return formats.time(Date.parse(value));
  if (isForwarding(value)) {
    const addresses = value.addresses.join(', ');
    return value.keepsCopy ? t('value.with-copy', { addresses }) : addresses;
  }
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function privilegeLines(context: CliContext, before: Choices, after: Choices): string[] {
  const text = (choice: boolean | undefined) =>
    choice === undefined ? context.t('value.inherited') : privilegeText(context, choice);
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((name) => before[name] !== after[name])
    .map((name) => `${name}: ${text(before[name])} → ${text(after[name])}`);
}

type Choices = Readonly<Record<string, boolean | undefined>>;

function choicesOf(value: unknown): Choices {
  return typeof value === 'object' && value !== null ? (value as Choices) : {};
}

function isForwarding(value: unknown): value is { readonly addresses: readonly string[]; readonly keepsCopy: boolean } {
  return typeof value === 'object' && value !== null && 'addresses' in value && Array.isArray(value.addresses);
}
