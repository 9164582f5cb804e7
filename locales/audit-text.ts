/** An entry of the audit log in words: who did what, and what is different: for the command line and the browser. SM6 */
import type { Formats } from './formats.ts';
import type { TextKey, Translate } from './translator.ts';

export interface AuditEntry {
  readonly actor: AuditActor;
  readonly action: string;
  readonly target: { readonly name: string };
  readonly before: Readonly<Record<string, unknown>>;
  readonly after: Readonly<Record<string, unknown>>;
}

interface AuditActor {
  readonly name: string;
  readonly service: string;
  readonly address: string;
}

export interface AuditSpeech {
  readonly t: Translate;
  readonly formats: Pick<Formats, 'size' | 'time'>;
}

/** A field that is different. */
export interface AuditChange {
  readonly label: string;
  /** What it was; null where nothing is said of it. */
  readonly before: string | null;
  readonly after: string | null;
  /** Of a list what went and what came; null for all else. */
  readonly items: { readonly gone: readonly string[]; readonly come: readonly string[] } | null;
}

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

/** Texts of the command line that entries are told with in the browser, too. */
export const AUDIT_TEXT_KEYS: readonly TextKey[] = [...Object.values(SENTENCES), ...Object.values(FIELDS)];

/** Actions that have a sentence of their own. */
export const AUDIT_ACTIONS: readonly string[] = Object.keys(SENTENCES);

/** What was done. */
export function auditSentence({ t }: Pick<AuditSpeech, 't'>, { action, target }: AuditEntry): string {
  const { name } = target;
  return t(SENTENCES[action] ?? 'audit.other', { action, name, pattern: name });
}

/** By whom, and from where. */
export function auditActor({ t }: Pick<AuditSpeech, 't'>, { name, service, address }: AuditActor): string {
  if (service === 'system') return t('audit.actor.system');
  return address === '' ? t('audit.actor.here', { name }) : `${name} (${service}, ${address})`;
}

/** A row for each field and each privilege. */
export function auditChanges(speech: AuditSpeech, { before, after }: AuditEntry): AuditChange[] {
  return unionOfKeys(before, after).flatMap((field) => {
    if (field === 'privileges') return privilegeChanges(speech, choicesOf(before[field]), choicesOf(after[field]));
    const key = FIELDS[field];
    const text = (value: unknown) => (value === undefined ? null : valueText(speech, field, value));
    const texts = (list: readonly unknown[]) => list.map((item) => valueText(speech, field, item));
    const [was, is] = [before[field], after[field]];
    return {
      label: key === undefined ? field : speech.t(key),
      before: text(was),
      after: text(is),
      items: Array.isArray(was) && Array.isArray(is) ? { gone: texts(was), come: texts(is) } : null,
    };
  });
}

function unionOfKeys(before: object, after: object): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])];
}

function valueText(speech: AuditSpeech, field: string, value: unknown): string {
  const { t, formats } = speech;
  if (value === null || value === '') return '–';
  if (Array.isArray(value)) return value.map((item) => valueText(speech, field, item)).join(', ') || '–';
  if (typeof value === 'boolean') {
    if (field === 'isEnabled') return t(value ? 'value.enabled' : 'value.disabled');
    return t(value ? 'value.yes' : 'value.no');
  }
  if (field === 'storageQuota' && typeof value === 'number') return formats.size(value);
  if (field === 'archivedAt' && typeof value === 'string') return formats.time(Date.parse(value));
  if (isForwarding(value)) {
    const addresses = value.addresses.join(', ');
    return value.keepsCopy ? t('value.with-copy', { addresses }) : addresses;
  }
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function privilegeChanges({ t }: AuditSpeech, before: Choices, after: Choices): AuditChange[] {
  const text = (choice: boolean | undefined) => {
    if (choice === undefined) return t('value.inherited');
    return t(choice ? 'value.given' : 'value.withheld');
  };
  return unionOfKeys(before, after)
    .filter((name) => before[name] !== after[name])
    .map((name) => ({ label: name, before: text(before[name]), after: text(after[name]), items: null }));
}

type Choices = Readonly<Record<string, boolean | undefined>>;

function choicesOf(value: unknown): Choices {
  return typeof value === 'object' && value !== null ? (value as Choices) : {};
}

function isForwarding(value: unknown): value is { readonly addresses: readonly string[]; readonly keepsCopy: boolean } {
  return typeof value === 'object' && value !== null && 'addresses' in value && Array.isArray(value.addresses);
}
