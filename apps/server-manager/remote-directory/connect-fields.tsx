/** What every remote directory needs: where it is, who reads it, and somebody whose sign-in is tried. */
import { Checkbox, PasswordInput, Select, TextInput } from '@mantine/core';
import { FieldRow } from '../../shared/form/form-body.tsx';
import type { Form } from '../../shared/form/use-form.ts';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { type ConnectValues, KIND_NAMES, type RemoteKind } from './connect-values.ts';

export interface ConnectFieldsProps {
  readonly form: Form<ConnectValues>;
}

export function ConnectFields({ form }: ConnectFieldsProps) {
  const { t } = useI18n();
  const toggle = { 'aria-label': t('web.password.show') };
  return (
    <>
      <FieldRow>
        <TextInput
          label={t('server.directory.url')}
          description={t('server.directory.url.hint')}
          spellCheck={false}
          {...form.text('url')}
        />
        <Select
          label={t('directory.field.kind')}
          description={t('server.directory.kind.hint')}
          data={Object.entries(KIND_NAMES).map(([value, label]) => ({ value, label }))}
          value={form.values.kind}
          allowDeselect={false}
          onChange={(kind) => form.set('kind', (kind ?? 'openldap') as RemoteKind)}
        />
      </FieldRow>
      <TextInput
        label={t('server.directory.base')}
        description={t('server.directory.base.hint')}
        spellCheck={false}
        {...form.text('base')}
      />
      <FieldRow>
        <TextInput
          label={t('server.directory.bind-name')}
          description={t('server.directory.bind-name.hint')}
          autoComplete="off"
          spellCheck={false}
          {...form.text('bindName')}
        />
        <PasswordInput
          label={t('server.directory.bind-password')}
          description={t('server.directory.bind-password.hint')}
          autoComplete="new-password"
          visibilityToggleButtonProps={toggle}
          {...form.text('bindPassword')}
        />
      </FieldRow>
      <FieldRow>
        <TextInput
          label={t('server.directory.sample')}
          description={t('server.directory.sample.hint')}
          autoComplete="off"
          {...form.text('sampleLogin')}
        />
        <PasswordInput
          label={t('server.directory.sample-password')}
          description={t('server.directory.sample-password.hint')}
          autoComplete="new-password"
          visibilityToggleButtonProps={toggle}
          {...form.text('samplePassword')}
        />
      </FieldRow>
      <Checkbox label={t('server.directory.creates-domains')} {...form.flag('createsDomains')} />
    </>
  );
}
