/** Endpoints of what holds for accounts. REQUIREMENTS DI8, ST6 */
import { Failure } from '../../../base/failure.ts';
import type { PolicyPatch } from '../../../domain/access/policy/change-policy.ts';
import type { Decided } from '../../../domain/access/policy/decide-policy.ts';
import { type PolicyChange, type PolicyValues, previewPolicy } from '../../../domain/directory/preview-policy.ts';
import { PRIVILEGES, type Privilege } from '../../../domain/ports/account-policy.ts';
import type { QuotaChoice } from '../../../domain/ports/directory.ts';
import { defaultValues, type Settings } from '../../../domain/settings/settings.ts';
import type { EffectivePolicyView, PolicyValuesView } from '../../../wire/admin/directory-schemas.ts';
import type { Handlers } from '../handler.ts';
import { policyPatch } from '../request.ts';

export const policyHandlers: Handlers<'policy'> = {
  async 'policy.show'({ path }, { users, policies }, by) {
    const user = await users.get(by, path.userId);
    const { storageBytes, messageCount, privileges } = await policies.of(user);
    const choices = PRIVILEGES.map((name) => [name, viewDecided(privileges[name])]);
    return {
      userId: user.userId,
      storageBytes: viewDecided(storageBytes),
      messageCount: viewDecided(messageCount),
      privileges: Object.fromEntries(choices) as EffectivePolicyView['privileges'],
    };
  },
  async 'policy.preview'({ body: { level, name, policy } }, dependencies, by) {
    const patch = policyPatch(policy);
    const { count, users } = await previewPolicy(dependencies, by, changeOf(level, name, patch, dependencies.settings));
    const shown = users.map(({ userId, before, after }) => ({
      userId,
      before: viewValues(before),
      after: viewValues(after),
    }));
    return { count, users: shown };
  },
};

/** Throws Failure `invalid`: every level but the server has a name. */
function changeOf(
  level: PolicyChange['level'],
  name: string | undefined,
  policy: PolicyPatch,
  settings: Pick<Settings, 'get'>,
): PolicyChange {
  if (level === 'server' ? name !== undefined : name === undefined || name === '') {
    const problem = level === 'server' ? 'not-acceptable' : 'missing';
    throw new Failure('invalid', `name: ${problem}`, { detail: { field: 'name', problem } });
  }
  return level === 'server' ? serverChange(policy, settings) : { level, name: name ?? '', policy };
}

/** As the settings would have it: nothing is wider, so that what is inherited is their default. */
function serverChange(
  { storageQuota, messageQuota, privileges }: PolicyPatch,
  settings: Pick<Settings, 'get'>,
): PolicyChange {
  const defaults = defaultValues();
  const limit = (quota: QuotaChoice, inherited: number | null) => {
    if (quota === 'inherit') return inherited;
    return quota === 'none' ? null : quota;
  };
  const withheld = new Set<Privilege>(settings.get('withheldPrivileges'));
  for (const privilege of PRIVILEGES) {
    const choice = privileges?.[privilege];
    const isGiven = choice === null ? !defaults.withheldPrivileges.includes(privilege) : choice;
    if (isGiven === true) withheld.delete(privilege);
    if (isGiven === false) withheld.add(privilege);
  }
  return {
    level: 'server',
    ...(storageQuota === undefined ? {} : { storageBytes: limit(storageQuota, defaults.defaultStorageQuota) }),
    ...(messageQuota === undefined ? {} : { messageCount: limit(messageQuota, defaults.defaultMessageQuota) }),
    withheld: [...withheld],
  };
}

function viewDecided<T>({ value, source }: Decided<T>): {
  value: T;
  source: EffectivePolicyView['storageBytes']['source'];
} {
  return { value, source: { level: source.level, name: 'name' in source ? source.name : null } };
}

function viewValues({ storageBytes, messageCount, ...privileges }: Partial<PolicyValues>): PolicyValuesView {
  return {
    ...(storageBytes === undefined ? {} : { storageBytes }),
    ...(messageCount === undefined ? {} : { messageCount }),
    privileges,
  };
}
