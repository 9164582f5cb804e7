/** What holds for the people of a domain, and for whom a change would count. DI8, ST6 */
import { useChange } from '../../shared/api/use-api.ts';
import { useDone } from '../../shared/feedback/use-done.ts';
import { FormBody } from '../../shared/form/form-body.tsx';
import { useForm } from '../../shared/form/use-form.ts';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { Section } from '../../shared/layout/page.tsx';
import { useSession } from '../../shared/session/session.tsx';
import { PolicyFields } from '../policy/policy-fields.tsx';
import { policyPatch, policyValues } from '../policy/policy-form.ts';
import { PolicyPreview } from '../policy/policy-preview.tsx';
import classes from './domains.module.css';
import type { DomainTabProps } from './one-domain.tsx';

export function DomainLimits({ domain: { name, accountPolicy } }: DomainTabProps) {
  const { t } = useI18n();
  const { may } = useSession();
  const done = useDone();
  const update = useChange('domain.update', ['user', 'policy', 'quota', 'audit']);
  const before = policyValues(accountPolicy);
  const form = useForm(before, update.failure);
  const isReadOnly = !may('domain.update');
  const patch = policyPatch(before, form.values);
  const save = async () => {
    if ((await update.run({ path: { name }, body: { accountPolicy: patch } })) === null) return;
    form.reset(form.values);
    await done(t('web.saved'), { kind: 'domain', name });
  };
  return (
    <div className={classes.sections}>
      <Section title={t('server.domains.limits')} lead={t('server.domains.limits.lead')}>
        <FormBody
          failure={form.otherFailure}
          isRunning={update.isRunning}
          isBlocked={isReadOnly || !form.isChanged}
          onSubmit={() => void save()}
        >
          <PolicyFields form={form} isDisabled={isReadOnly} />
          {!isReadOnly && <PolicyPreview level="domain" name={name} policy={patch} />}
        </FormBody>
      </Section>
    </div>
  );
}
