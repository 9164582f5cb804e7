/** Access for a program that signs in with tokens instead of a password: OAUTHBEARER. RFC 7628 */
import { Button, Checkbox, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Answer } from '../../shared/api/call.ts';
import { useChange } from '../../shared/api/use-api.ts';
import { Notice } from '../../shared/feedback/notice.tsx';
import { ShownOnce } from '../../shared/feedback/shown-once.tsx';
import { FormBody } from '../../shared/form/form-body.tsx';
import { useForm } from '../../shared/form/use-form.ts';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { Dialog } from '../dialog.tsx';
import { OwnPassword } from '../own-password.tsx';
import { TOKEN_SERVICES } from '../service-names.ts';

interface Values {
  readonly client: string;
  readonly services: readonly string[];
  readonly password: string;
}

const EMPTY: Values = { client: '', services: ['imap', 'submission'], password: '' };

export function NewToken({ onClose }: { onClose(): void }) {
  const { t, formats } = useI18n();
  const create = useChange('me.create-token');
  const [made, setMade] = useState<Answer<'me.create-token'> | null>(null);
  const form = useForm(EMPTY, create.failure);
  const { client, services, password } = form.values;
  const submit = async () => {
    const chosen = TOKEN_SERVICES.filter((service) => services.includes(service));
    const answer = await create.run({ body: { client, services: chosen, password } });
    if (answer !== null) setMade(answer);
  };
  if (made !== null) {
    return (
      <Dialog title={t('my.token.made')} isKept onClose={onClose}>
        <Notice kind="warning">{t('my.token.once', { time: formats.time(made.accessExpiresAt) })}</Notice>
        <ShownOnce label={t('my.token.access')} value={made.accessToken} />
        <ShownOnce label={t('my.token.refresh')} value={made.refreshToken} />
        <div>
          <Button onClick={onClose}>{t('my.app-password.done')}</Button>
        </div>
      </Dialog>
    );
  }
  return (
    <Dialog title={t('my.token.new')} onClose={onClose}>
      <FormBody
        action={t('my.token.make')}
        failure={form.otherFailure}
        isRunning={create.isRunning}
        isBlocked={client.trim() === '' || services.length === 0 || password === ''}
        onSubmit={() => void submit()}
        onCancel={onClose}
      >
        <p>{t('my.token.text')}</p>
        <TextInput
          label={t('my.app-password.label')}
          description={t('my.app-password.label.hint')}
          {...form.text('client')}
          data-autofocus
        />
        <Checkbox.Group
          label={t('my.services')}
          error={form.errorOf('services')}
          value={[...services]}
          onChange={(value) => form.set('services', value)}
        >
          {TOKEN_SERVICES.map((service) => (
            <Checkbox key={service} mt="xs" value={service} label={t(`my.service.${service}`)} />
          ))}
        </Checkbox.Group>
        <OwnPassword {...form.text('password')} />
      </FormBody>
    </Dialog>
  );
}
