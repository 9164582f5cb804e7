/** The fields of a new user that mostly stay as they are. DI2 */
import { Checkbox, Select, TextInput } from '@mantine/core';
import { LANGUAGES } from '../../../../locales/translator.ts';
import type { Input } from '../../../shared/api/call.ts';
import { useRead } from '../../../shared/api/use-api.ts';
import { FieldRow } from '../../../shared/form/form-body.tsx';
import type { Form } from '../../../shared/form/use-form.ts';
import { useI18n } from '../../../shared/i18n/i18n.tsx';
import { LANGUAGE_NAMES } from '../../../shared/i18n/language.ts';
import { Section } from '../../../shared/layout/page.tsx';
import type { Quota } from '../../policy/quota.ts';
import { QuotaField } from '../../policy/quota-field.tsx';

type Body = NonNullable<Input<'user.create'>['body']>;

const PROFILE_ROWS = [
  ['title', 'office'],
  ['workPhone', 'mobilePhone'],
  ['homePhone', 'fax'],
  ['pager', 'alternateMail'],
] as const;

export const MORE_VALUES = {
  ...{ title: '', office: '', workPhone: '', mobilePhone: '', homePhone: '', fax: '', pager: '', alternateMail: '' },
  language: '',
  storageQuota: 'inherit' as Quota,
  isListed: true,
  group: '',
};

export type MoreValues = typeof MORE_VALUES;

/** As the API takes them. */
export function moreOf(values: MoreValues): Pick<Body, 'profile' | 'language' | 'storageQuota' | 'isListed'> {
  const profile = Object.fromEntries(PROFILE_ROWS.flat().map((name) => [name, values[name]]));
  const { storageQuota, isListed } = values;
  return { profile, language: values.language === '' ? null : (values.language as 'en'), storageQuota, isListed };
}

export function MoreFields({ form }: { readonly form: Form<MoreValues> }) {
  const { t } = useI18n();
  const groups = useRead('group.list', { query: { limit: 500 } });
  const { values } = form;
  return (
    <>
      <Section title={t('server.users.new.contact')} lead={t('server.users.new.contact.lead')}>
        {PROFILE_ROWS.map((names) => (
          <FieldRow key={names[0]}>
            {names.map((name) => (
              <TextInput key={name} label={t(`web.profile.${name}`)} {...form.text(name)} autoComplete="off" />
            ))}
          </FieldRow>
        ))}
      </Section>
      <Section title={t('server.users.new.options')}>
        <FieldRow>
          <Select
            label={t('web.profile.language')}
            data={[
              { value: '', label: t('web.profile.language.none') },
              ...LANGUAGES.map((value) => ({ value, label: LANGUAGE_NAMES[value] })),
            ]}
            value={values.language}
            onChange={(value) => form.set('language', value ?? '')}
            allowDeselect={false}
          />
          {(groups.data?.total ?? 0) > 0 && (
            <Select
              label={t('server.users.group')}
              data={groups.data?.groups.map(({ name }) => name) ?? []}
              value={values.group === '' ? null : values.group}
              onChange={(value) => form.set('group', value ?? '')}
              searchable
              clearable
              clearButtonProps={{ 'aria-label': t('server.users.picker.clear') }}
            />
          )}
        </FieldRow>
        <QuotaField
          label={t('server.quota.storage')}
          kind="storage"
          value={values.storageQuota}
          error={form.errorOf('storageQuota')}
          onChange={(value) => form.set('storageQuota', value)}
        />
        <Checkbox
          label={t('server.users.listed')}
          description={t('server.users.listed.hint')}
          {...form.flag('isListed')}
        />
      </Section>
    </>
  );
}
