/** A new password for who has forgotten his own. DI9 */
import { Button, Checkbox } from '@mantine/core';
import { useState } from 'react';
import { useChange } from '../../../shared/api/use-api.ts';
import { FormBody } from '../../../shared/form/form-body.tsx';
import { NewPassword } from '../../../shared/form/new-password.tsx';
import { SecretOnce } from '../../../shared/form/secret-once.tsx';
import { useForm } from '../../../shared/form/use-form.ts';
import { useI18n } from '../../../shared/i18n/i18n.tsx';
import { Section } from '../../../shared/layout/page.tsx';
import type { UserTabProps } from './one-user.tsx';

const EMPTY = { password: '', mustChange: true, keepAppPasswords: false };

export function UserPassword({ user: { userId } }: UserTabProps) {
  const { t } = useI18n();
  const change = useChange('user.password', ['audit']);
  const form = useForm(EMPTY, change.failure);
  const [isOpen, setOpen] = useState(false);
  const [set, setSet] = useState<string | null>(null);
  const { values } = form;
  const save = async () => {
    if ((await change.run({ path: { userId }, body: values })) === null) return;
    setSet(values.password);
    form.reset();
    setOpen(false);
  };
  return (
    <Section
      title={t('server.users.password')}
      lead={t('server.users.password.lead')}
      actions={
        !isOpen && (
          <Button
            variant="default"
            onClick={() => {
              setOpen(true);
              setSet(null);
            }}
          >
            {t('server.users.password.reset')}
          </Button>
        )
      }
    >
      {set !== null && (
        <SecretOnce label={t('server.users.password.set', { name: userId })} secret={set}>
          {t('server.users.password.once')}
        </SecretOnce>
      )}
      {isOpen && (
        <FormBody
          action={t('server.users.password.action')}
          failure={form.otherFailure}
          isRunning={change.isRunning}
          isBlocked={values.password === ''}
          onSubmit={() => void save()}
          onCancel={() => {
            form.reset();
            change.forget();
            setOpen(false);
          }}
        >
          <NewPassword
            label={t('web.password.new')}
            value={values.password}
            error={form.errorOf('password')}
            offersProposal
            onChange={(password) => form.set('password', password)}
          />
          <Checkbox
            label={t('server.users.password.must-change')}
            description={t('server.users.password.must-change.hint')}
            {...form.flag('mustChange')}
          />
          <Checkbox
            label={t('server.users.password.keep')}
            description={t('server.users.password.keep.hint')}
            {...form.flag('keepAppPasswords')}
          />
        </FormBody>
      )}
    </Section>
  );
}
