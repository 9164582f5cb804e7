/** A new app password: for one program, for what it does, and until when. */
import { Button, Checkbox, Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useChange } from '../../shared/api/use-api.ts';
import { Notice } from '../../shared/feedback/notice.tsx';
import { ShownOnce } from '../../shared/feedback/shown-once.tsx';
import { FormBody } from '../../shared/form/form-body.tsx';
import { useForm } from '../../shared/form/use-form.ts';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { useSession } from '../../shared/session/session.tsx';
import { Dialog } from '../dialog.tsx';
import { OwnPassword } from '../own-password.tsx';
import { APP_SERVICES } from '../service-names.ts';

const DAY_MS = 86_400_000;
const DAYS = ['', '30', '90', '365'] as const;

interface Values {
  readonly label: string;
  readonly services: readonly string[];
  readonly days: string;
  readonly password: string;
}

export function NewAppPassword({ onClose }: { onClose(): void }) {
  const { t } = useI18n();
  const { me } = useSession();
  const create = useChange('me.create-app-password');
  const [made, setMade] = useState<string | null>(null);
  const initial: Values = { label: '', services: ['imap', 'submission'], days: '', password: '' };
  const form = useForm(initial, create.failure);
  const { label, services, days, password } = form.values;
  const submit = async () => {
    const chosen = APP_SERVICES.filter((service) => services.includes(service));
    const expiresAt = days === '' ? null : new Date(Date.now() + Number(days) * DAY_MS).toISOString();
    const body = { label, services: chosen.length === APP_SERVICES.length ? null : chosen, expiresAt, password };
    const answer = await create.run({ body });
    if (answer !== null) setMade(answer.password);
  };
  if (made !== null) {
    return (
      <Dialog title={t('my.app-password.made')} isKept onClose={onClose}>
        <Notice kind="warning">{t('my.app-password.once')}</Notice>
        <ShownOnce label={t('my.app-password.user-name')} value={me.mail} />
        <ShownOnce label={t('my.app-password.password', { name: label })} value={made} />
        <div>
          <Button onClick={onClose}>{t('my.app-password.done')}</Button>
        </div>
      </Dialog>
    );
  }
  return (
    <Dialog title={t('my.app-password.new')} onClose={onClose}>
      <FormBody
        action={t('my.app-password.make')}
        failure={form.otherFailure}
        isRunning={create.isRunning}
        isBlocked={label.trim() === '' || services.length === 0 || password === ''}
        onSubmit={() => void submit()}
        onCancel={onClose}
      >
        <TextInput
          label={t('my.app-password.label')}
          description={t('my.app-password.label.hint')}
          {...form.text('label')}
          data-autofocus
        />
        <Checkbox.Group
          label={t('my.services')}
          error={form.errorOf('services')}
          value={[...services]}
          onChange={(value) => form.set('services', value)}
        >
          {APP_SERVICES.map((service) => (
            <Checkbox key={service} mt="xs" value={service} label={t(`my.service.${service}`)} />
          ))}
        </Checkbox.Group>
        <Select
          label={t('my.expires')}
          data={DAYS.map((value) => ({
            value,
            label: value === '' ? t('my.never') : t('my.in-days', { days: value }),
          }))}
          value={days}
          onChange={(value) => form.set('days', value ?? '')}
          allowDeselect={false}
        />
        <OwnPassword {...form.text('password')} />
      </FormBody>
    </Dialog>
  );
}
