/** What a user may manage, and where. DI9 */
import { MultiSelect, Select } from '@mantine/core';
import { useChange, useRead } from '../../../shared/api/use-api.ts';
import { useDone } from '../../../shared/feedback/use-done.ts';
import { FormBody } from '../../../shared/form/form-body.tsx';
import { useForm } from '../../../shared/form/use-form.ts';
import { useI18n } from '../../../shared/i18n/i18n.tsx';
import { Section } from '../../../shared/layout/page.tsx';
import { useSession } from '../../../shared/session/session.tsx';
import { isOfDomains, ROLES } from '../roles.ts';
import type { UserTabProps } from './one-user.tsx';

export function UserRole({ user: { userId, role, roleDomains } }: UserTabProps) {
  const { t } = useI18n();
  const { me } = useSession();
  const done = useDone();
  const update = useChange('user.update', ['audit', 'me']);
  const domains = useRead('domain.list');
  const form = useForm({ role, roleDomains }, update.failure);
  const { values } = form;
  const isAdministrator = me.role === 'administrator';
  const save = async () => {
    const body = { role: values.role, roleDomains: isOfDomains(values.role) ? values.roleDomains : [] };
    if ((await update.run({ path: { userId }, body })) === null) return;
    form.reset({ role: body.role, roleDomains: body.roleDomains });
    await done(t('web.saved'), { kind: 'user', name: userId });
  };
  return (
    <Section title={t('server.users.role')} lead={t('server.users.role.lead')}>
      <FormBody
        failure={form.otherFailure}
        isRunning={update.isRunning}
        isBlocked={!isAdministrator || !form.isChanged || (isOfDomains(values.role) && values.roleDomains.length === 0)}
        onSubmit={() => void save()}
      >
        <Select
          label={t('server.users.role')}
          description={t(`server.role.${values.role}.hint`)}
          data={ROLES.map((value) => ({ value, label: t(`server.role.${value}`) }))}
          value={values.role}
          onChange={(next) => form.set('role', next ?? 'user')}
          error={form.errorOf('role')}
          allowDeselect={false}
          disabled={!isAdministrator}
        />
        {isOfDomains(values.role) && (
          <MultiSelect
            label={t('server.users.role.domains')}
            data={domains.data?.domains.map(({ name }) => name) ?? []}
            value={values.roleDomains}
            onChange={(next) => form.set('roleDomains', next)}
            error={form.errorOf('roleDomains')}
            disabled={!isAdministrator}
            searchable
          />
        )}
      </FormBody>
    </Section>
  );
}
