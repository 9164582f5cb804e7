/** What a level says of the accounts below it: two limits and the privileges. DI8, ST6 */
import type { ReactNode } from 'react';
import type { PrivilegeName } from '../../../src/wire/admin/privilege-schemas.ts';
import type { Form } from '../../shared/form/use-form.ts';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import type { PolicyValues } from './policy-form.ts';
import { PrivilegeChoices } from './privilege-choices.tsx';
import { QuotaField } from './quota-field.tsx';

interface Props {
  /** May have more than these. */
  readonly form: Pick<Form<PolicyValues>, 'values' | 'set' | 'errorOf'>;
  readonly isDisabled?: boolean;
  /** Beside a privilege: what holds now, and who says so. */
  readonly note?: (privilege: PrivilegeName) => ReactNode;
}

export function PolicyFields({ form, isDisabled = false, note }: Props) {
  const { t } = useI18n();
  const { values } = form;
  return (
    <>
      <QuotaField
        label={t('server.quota.storage')}
        kind="storage"
        value={values.storageQuota}
        error={form.errorOf('storageQuota')}
        isDisabled={isDisabled}
        onChange={(value) => form.set('storageQuota', value)}
      />
      <QuotaField
        label={t('server.quota.messages')}
        kind="messages"
        value={values.messageQuota}
        error={form.errorOf('messageQuota')}
        isDisabled={isDisabled}
        onChange={(value) => form.set('messageQuota', value)}
      />
      <h3>{t('server.privileges')}</h3>
      <PrivilegeChoices
        values={values.privileges}
        isDisabled={isDisabled}
        {...(note && { note })}
        onChange={(value) => form.set('privileges', value)}
      />
    </>
  );
}
