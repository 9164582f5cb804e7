/** How much a user may keep and what he may do: what holds, and who says so. DI8, ST6 */
import type { EffectivePolicyView } from '../../../../src/wire/admin/directory-schemas.ts';
import { useChange, useRead } from '../../../shared/api/use-api.ts';
import { Loaded } from '../../../shared/feedback/loaded.tsx';
import { useDone } from '../../../shared/feedback/use-done.ts';
import { FormBody } from '../../../shared/form/form-body.tsx';
import { useForm } from '../../../shared/form/use-form.ts';
import { useI18n } from '../../../shared/i18n/i18n.tsx';
import { Facts } from '../../../shared/layout/facts.tsx';
import { Section } from '../../../shared/layout/page.tsx';
import { useSession } from '../../../shared/session/session.tsx';
import { PolicyFields } from '../../policy/policy-fields.tsx';
import { policyPatch, policyValues } from '../../policy/policy-form.ts';
import { sourceText } from '../../policy/source-text.ts';
import { UsageBar } from '../quotas/usage-bar.tsx';
import type { UserTabProps } from './one-user.tsx';
import { Tab } from './tab.tsx';

const ALSO_STALE = ['quota', 'policy', 'audit'];

export function UserLimits({ user }: UserTabProps) {
  const { t } = useI18n();
  const policy = useRead('policy.show', { path: { userId: user.userId } });
  return (
    <Tab>
      <Section title={t('server.users.usage')}>
        <Loaded of={policy}>{(effective) => <Usage effective={effective} />}</Loaded>
      </Section>
      <Loaded of={policy}>{(effective) => <PolicyForm user={user} effective={effective} />}</Loaded>
    </Tab>
  );
}

interface EffectiveProps {
  readonly effective: EffectivePolicyView;
}

function Usage({ effective: { userId, storageBytes, messageCount } }: EffectiveProps) {
  const { t } = useI18n();
  const quota = useRead('quota.show', { path: { userId } });
  return (
    <Loaded of={quota}>
      {(used) => (
        <Facts
          facts={[
            {
              label: t('server.quota.storage'),
              value: (
                <>
                  <UsageBar used={used.storageBytes} limit={used.storageLimitBytes} />
                  <div>{t('server.policy.says', { source: sourceText(t, storageBytes.source) })}</div>
                </>
              ),
            },
            {
              label: t('server.quota.messages'),
              value: (
                <>
                  <UsageBar kind="messages" used={used.messageCount} limit={used.messageLimit} />
                  <div>{t('server.policy.says', { source: sourceText(t, messageCount.source) })}</div>
                </>
              ),
            },
          ]}
        />
      )}
    </Loaded>
  );
}

function PolicyForm({ user, effective }: UserTabProps & EffectiveProps) {
  const { t } = useI18n();
  const { may } = useSession();
  const done = useDone();
  const update = useChange('user.update', ALSO_STALE);
  const before = policyValues(user);
  const form = useForm(before, update.failure);
  const isReadOnly = !may('user.update');
  const { userId } = user;
  const save = async () => {
    if ((await update.run({ path: { userId }, body: policyPatch(before, form.values) })) === null) return;
    form.reset(form.values);
    await done(t('web.saved'), { kind: 'user', name: userId });
  };
  return (
    <Section title={t('server.users.own-limits')} lead={t('server.users.own-limits.lead')}>
      <FormBody
        failure={form.otherFailure}
        isRunning={update.isRunning}
        isBlocked={isReadOnly || !form.isChanged}
        onSubmit={() => void save()}
      >
        <PolicyFields
          form={form}
          isDisabled={isReadOnly}
          note={(privilege) => {
            const decided = effective.privileges[privilege];
            if (decided === undefined) return null;
            const says = t(decided.value ? 'server.privilege.given' : 'server.privilege.withheld');
            return `${says} – ${t('server.policy.says', { source: sourceText(t, decided.source) })}`;
          }}
        />
      </FormBody>
    </Section>
  );
}
