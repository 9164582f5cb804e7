/** What holds for the members of a group where they themselves say nothing, and for whom a change would count. DI8 */
import type { GroupView } from '../../../src/wire/admin/directory-schemas.ts';
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

export function GroupRules({ group }: { readonly group: GroupView }) {
  const { t } = useI18n();
  const { may } = useSession();
  const done = useDone();
  const update = useChange('group.update', ['user', 'policy', 'quota', 'audit']);
  const before = policyValues(group.accountPolicy);
  const form = useForm(before, update.failure);
  const isReadOnly = !may('group.update');
  const patch = policyPatch(before, form.values);
  const { name } = group;
  const save = async () => {
    if ((await update.run({ path: { name }, body: { accountPolicy: patch } })) === null) return;
    form.reset(form.values);
    await done(t('web.saved'), { kind: 'group', name });
  };
  return (
    <Section title={t('server.groups.rules')} lead={t('server.groups.rules.lead')}>
      <FormBody
        failure={form.otherFailure}
        isRunning={update.isRunning}
        isBlocked={isReadOnly || !form.isChanged}
        onSubmit={() => void save()}
      >
        <PolicyFields form={form} isDisabled={isReadOnly} />
        {may('policy.preview') && <PolicyPreview level="group" name={name} policy={patch} />}
      </FormBody>
    </Section>
  );
}
