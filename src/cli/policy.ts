/** `mailroom policy`: what holds for users, which level says so, and for whom a change would make a difference. DI8, ST6 */
import type {
  EffectivePolicyView,
  PolicyPreviewView,
  PolicySourceView,
  PolicyValuesView,
} from '../wire/admin/directory-schemas.ts';
import { ENDPOINTS } from '../wire/admin/endpoints.ts';
import type { CliContext, CommonOptions } from './context.ts';
import { accountPolicyField, addPolicyOptions, type PolicyOptions } from './policy-fields.ts';
import { limitText, privilegeText } from './policy-text.ts';
import type { Register } from './register.ts';
import { badOption, requireChange } from './values.ts';

interface PreviewOptions extends PolicyOptions {
  readonly server?: boolean;
  readonly domain?: string;
  readonly group?: string;
  readonly user?: string;
}

export const register: Register = (program, context) => {
  const { t } = context;
  const noun = program.command('policy').description(t('cli.policy'));
  noun
    .command('show <userId>')
    .description(t('cli.policy.show'))
    .action(async (userId: string, options: CommonOptions) => {
      const policy = await context.client(options).call(ENDPOINTS['policy.show'], { path: { userId } });
      context.show(options, policy, [t('column.what'), t('column.value'), t('column.source')], rowsOf(context, policy));
    });
  addPolicyOptions(noun.command('preview').description(t('cli.policy.preview')), t)
    .option('--server', t('cli.policy.option.server'))
    .option('--domain <name>', t('cli.policy.option.domain'))
    .option('--group <group>', t('cli.policy.option.group'))
    .option('--user <userId>', t('cli.policy.option.user'))
    .action(async (options: PreviewOptions) => {
      const level = levelOf(options);
      const policy = accountPolicyField(options);
      requireChange({ policy });
      const body = { ...level, policy: policy ?? {} };
      const preview = await context.client(options).call(ENDPOINTS['policy.preview'], { body });
      context.json(options, preview);
      showPreview(context, options, preview);
    });
};

/** Exactly one of the options that name a level. Throws Failure `invalid`. */
function levelOf({ server, domain, group, user }: PreviewOptions) {
  const given = [
    ...(server === true ? [{ level: 'server' } as const] : []),
    ...(domain === undefined ? [] : [{ level: 'domain', name: domain } as const]),
    ...(group === undefined ? [] : [{ level: 'group', name: group } as const]),
    ...(user === undefined ? [] : [{ level: 'user', name: user } as const]),
  ];
  const [level, other] = given;
  if (level === undefined) throw badOption('--server, --domain, --group, --user', { problem: 'missing' });
  if (other !== undefined) throw badOption(`--${other.level}`, { problem: 'not-acceptable' });
  return level;
}

function rowsOf(context: CliContext, { storageBytes, messageCount, privileges }: EffectivePolicyView): string[][] {
  const { t } = context;
  const from = (source: PolicySourceView) => t(`policy.source.${source.level}`, { name: source.name ?? '' });
  return [
    [t('column.quota'), limitText(context, storageBytes.value, true), from(storageBytes.source)],
    [t('column.message-limit'), limitText(context, messageCount.value, false), from(messageCount.source)],
    ...Object.entries(privileges).map(([name, { value, source }]) => [
      name,
      privilegeText(context, value),
      from(source),
    ]),
  ];
}

function showPreview(context: CliContext, options: CommonOptions, { count, users }: PolicyPreviewView): void {
  const { t } = context;
  context.say(options, t('cli.policy.touched', { count }));
  if (users.length === 0) return;
  if (users.length < count) context.say(options, t('cli.policy.first', { shown: users.length }));
  const rows = users.flatMap(({ userId, before, after }) => {
    const now = valuesOf(context, before);
    return [...valuesOf(context, after)].map(([name, value]) => [userId, name, now.get(name) ?? '', value]);
  });
  context.table(options, [t('column.user-id'), t('column.what'), t('column.before'), t('column.after')], rows);
}

function valuesOf(context: CliContext, { storageBytes, messageCount, privileges }: PolicyValuesView) {
  const { t } = context;
  const values = new Map<string, string>();
  if (storageBytes !== undefined) values.set(t('column.quota'), limitText(context, storageBytes, true));
  if (messageCount !== undefined) values.set(t('column.message-limit'), limitText(context, messageCount, false));
  for (const [name, value] of Object.entries(privileges)) values.set(name, privilegeText(context, value));
  return values;
}
