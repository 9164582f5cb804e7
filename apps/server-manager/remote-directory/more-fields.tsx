/** What some remote directories need: authorities of their own, a filter, other attributes. */
import { Checkbox, Stack, Textarea, TextInput } from '@mantine/core';
import { FieldRow } from '../../shared/form/form-body.tsx';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import type { ConnectFieldsProps } from './connect-fields.tsx';
import { OWN_FIELDS, PERSON_FIELDS, type RemoteField } from './connect-values.ts';

export function MoreFields({ form }: ConnectFieldsProps) {
  const { t } = useI18n();
  const attribute = (field: RemoteField, label: string) => (
    <TextInput
      key={field}
      label={label}
      spellCheck={false}
      value={form.values.mapping[field] ?? ''}
      error={form.errorOf(`mapping.${field}`)}
      onChange={(event) => form.set('mapping', { ...form.values.mapping, [field]: event.currentTarget.value })}
    />
  );
  return (
    <details>
      <summary>{t('server.directory.more-fields')}</summary>
      <Stack gap="sm" mt="sm">
        <Textarea
          label={t('server.directory.authorities')}
          description={t('server.directory.authorities.hint')}
          rows={4}
          spellCheck={false}
          {...form.text('authorities')}
        />
        <TextInput
          label={t('server.directory.fingerprint')}
          description={t('server.directory.fingerprint.hint')}
          spellCheck={false}
          {...form.text('fingerprint')}
        />
        <TextInput
          label={t('directory.field.filter')}
          description={t('server.directory.filter.hint')}
          spellCheck={false}
          {...form.text('filter')}
        />
        <Checkbox label={t('server.directory.is-plain')} {...form.flag('isPlain')} />
        <h3>{t('server.directory.mapping')}</h3>
        <p>{t('server.directory.mapping.lead')}</p>
        <FieldRow>
          {OWN_FIELDS.map((field) => attribute(field, t(`server.directory.mapping.${field}`)))}
          {PERSON_FIELDS.map((field) => attribute(field, t(`web.profile.${field}`)))}
        </FieldRow>
      </Stack>
    </details>
  );
}
